"""Calibrating a model's verdict on gold: a job, since it reads a whole project."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.errors import DeepTraceError, NotFoundError
from annotations.models import Annotation, Job, Project, User, Video
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.job_runs import JobRun
from annotations.services.jobs import job_create
from models_service.models import ModelVersion, SuggestionRun
from models_service.services.versions import admin_require
from reviewers.selectors.gold import gold_list

KIND = "calibrate"
JUDGED = (Annotation.Verdict.FAKE, Annotation.Verdict.REAL)


class TooFewGoldError(DeepTraceError):
    """There is no gold of both classes that the model has looked at."""

    code = "too_few_gold"
    http_status = 409


class CalibrateJob:
    """Fits Platt scaling to what the model said about videos with gold; the test split stays out."""

    def run(self, run: JobRun) -> dict[str, Any]:
        """Fit, and write it to the version."""
        model = ModelVersion.objects.get(pk=run.params["model"])
        project = run.job.project
        if project is None:
            raise NotFoundError("There is no such project.")
        pairs = logits_with_gold(model=model, project=project)
        if len({fake for _, fake in pairs}) < 2:  # noqa: PLR2004
            raise TooFewGoldError("There is no gold of both classes that this model has looked at.")
        found = _fitted(pairs) | {"project": project.slug, "fitted_at": timezone.now().isoformat()}
        with transaction.atomic():
            run.hold()
            ModelVersion.objects.filter(pk=model.pk).update(calibration=found)
            facts = {name: found[name] for name in ("a", "b", "n_fake", "n_real", "ece")}
            event_record(action="model.calibrated", subject=model, actor=None, project=project, facts=facts)
        return facts

    def failed(self, job: Job) -> None:
        """The calibration before stays."""

    def retried(self, job: Job) -> None:
        """Nothing was left behind."""


CALIBRATE = CalibrateJob()


def calibration_job_create(*, model: ModelVersion, project: Project, actor: User) -> Job:
    """Queue the calibration of a version on a project's gold; the view wakes the workers."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    if model.project_id not in (None, project.pk):
        raise NotFoundError("There is no such model version.")
    admin_require(model.project, actor)
    return job_create(kind=KIND, params={"model": str(model.pk)}, created_by=actor, project=project)


def logits_with_gold(*, model: ModelVersion, project: Project) -> list[tuple[float, bool]]:
    """The logit of the newest look at each video with gold, and whether the gold says fake: 2 queries."""
    golds = gold_list(project=project).filter(verdict__in=JUDGED).exclude(video__split=Video.Split.TEST)
    verdicts = dict(golds.values_list("video", "verdict"))
    runs = SuggestionRun.objects.filter(model_version=model, project=project, logit__isnull=False)
    newest = dict(runs.order_by("created_at", "id").values_list("video", "logit"))
    return [
        (logit, verdicts[video] == Annotation.Verdict.FAKE)
        for video, logit in newest.items()
        if video in verdicts and logit is not None
    ]


def _fitted(pairs: list[tuple[float, bool]]) -> dict[str, Any]:
    np, calibration = import_module("numpy"), import_module("models_service.calibration")
    logits = np.array([logit for logit, _ in pairs], dtype=np.float64)
    fake = np.array([is_fake for _, is_fake in pairs], dtype=bool)
    a, b = calibration.platt_fit(logits, fake)
    bins = calibration.reliability(calibration.sigmoid(a * logits + b), fake)
    return {
        **{"a": a, "b": b, "n_fake": int(fake.sum()), "n_real": int((~fake).sum())},
        "ece": calibration.calibration_error(bins),
        "bins": [asdict(each) for each in bins],
    }
