"""The job that scores kept predictions."""

from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Job
from annotations.services.job_runs import JobRun
from models_service.models import Evaluation
from models_service.services.evaluations.making import lines_path


class EvaluateJob:
    """What the job kind `evaluate` does; its only parameter is the evaluation's id."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Score all lines; interrupted, it starts over."""
        evaluation = Evaluation.objects.select_related("release__project").get(pk=run.params["evaluation"])
        run.progress(0.1, "scoring the predictions")
        report = _scored(evaluation)
        metrics, models = report.pop("metrics"), report.pop("models")
        url = f"/api/v1/evaluations/{evaluation.pk}/"
        with transaction.atomic():
            run.hold()
            Evaluation.objects.filter(pk=evaluation.pk).update(
                metrics=metrics,
                report=report,
                model_id=evaluation.model_id or next(iter(models), ""),
                finished_at=timezone.now(),
            )
            run.finish(result={"evaluation": url}, result_url=url)
        return None

    def failed(self, job: Job) -> None:
        """The kept lines stay, so that the job can be tried again."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


EVALUATE = EvaluateJob()


def _scored(evaluation: Evaluation) -> dict[str, Any]:
    """The report; what computes it takes numpy and is loaded here, not in a web process."""
    scoring = import_module("models_service.services.evaluations.scoring")
    truth = scoring.release_truth(release=evaluation.release, splits=evaluation.splits)
    report: dict[str, Any] = scoring.predictions_score(
        truth=truth, predictions=lines_path(evaluation), model_id=evaluation.model_id
    )
    return report
