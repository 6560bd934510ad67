"""The job kind `evaluate`: the model is asked where there is one, its predictions are scored and judged."""

from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Job
from annotations.services.job_runs import JobRun
from models_service.models import Evaluation

SCORING_FROM = 0.8
RELATED = ("release__project", "model_version", "project")


class EvaluateJob:
    """What the job kind `evaluate` does; its only parameter is the evaluation's id."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Ask, score, judge; interrupted, no answer that was given is asked for again."""
        evaluation = Evaluation.objects.select_related(*RELATED).get(pk=run.params["evaluation"])
        scoring = import_module("models_service.services.evaluations.scoring")
        scored = scoring.evaluation_scored(run=run, evaluation=evaluation, share=SCORING_FROM)
        report: dict[str, Any] = scored.report
        metrics, models = report.pop("metrics"), report.pop("models")
        url = f"/api/v1/evaluations/{evaluation.pk}/"
        with transaction.atomic():
            run.hold()
            scored.keep()
            Evaluation.objects.filter(pk=evaluation.pk).update(
                metrics=metrics,
                report=report,
                judge_model=scored.judge_model,
                model_id=evaluation.model_id or next(iter(models), ""),
                finished_at=evaluation.finished_at or timezone.now(),
            )
            run.finish(result={"evaluation": url}, result_url=url)
        return None

    def failed(self, job: Job) -> None:
        """The kept lines and answers stay, so that the job can be tried again."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


EVALUATE = EvaluateJob()
