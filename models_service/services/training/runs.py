"""Training runs: started, cancelled, taken up again, promoted or discarded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.errors import WrongStateError
from annotations.models import Job, Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.jobs import job_cancel, job_create, job_retry
from models_service.errors import NotTrainableError
from models_service.models import ActiveModel, ModelVersion, TrainingRun
from models_service.training.config import TRAINABLE_BACKENDS, TrainingSettings
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release

KIND = "train"
QUEUE = "gpu"
MAKERS = (Role.ADMIN,)
Decision = TrainingRun.Decision


@dataclass(frozen=True, slots=True)
class TrainingWish:
    """What somebody asks for; settings that are left out are the paper's."""

    release: Release
    base: ModelVersion
    method: str = "lora"
    ablation: str = "none"
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def training_run_create(
    *, project: Project, actor: User, wish: TrainingWish, queue: str = QUEUE
) -> TrainingRun:
    """Queue a run on a release of the project; the view wakes the workers.

    A `queue` that no worker serves is for whoever does the job by hand.
    """
    role_require(project=project, user=actor, roles=MAKERS)
    _check(wish)
    job = job_create(kind=KIND, params={}, created_by=actor, project=project, queue=queue)
    defaults = TrainingSettings.defaults(backend=wish.base.backend)
    active = ActiveModel.objects.filter(project=project).select_related("model_version").first()
    run = TrainingRun.objects.create(
        project=project,
        release=wish.release,
        base=wish.base,
        active=active.model_version if active else None,
        method=wish.method,
        ablation=wish.ablation,
        seed=wish.seed,
        options=defaults.changed(wish.settings).as_json(),
        job=job,
        created_by=actor,
    )
    Job.objects.filter(pk=job.pk).update(params={"run": str(run.pk)})
    facts = {"release": wish.release.version, "base": str(wish.base.pk), "method": run.method}
    event_record(action="training_run.created", subject=run, actor=actor, facts=facts)
    job.refresh_from_db()
    return run


def training_run_cancel(*, run: TrainingRun, actor: User) -> TrainingRun:
    """Stop it: its programs end within seconds, its checkpoints stay."""
    role_require(project=run.project, user=actor, roles=MAKERS)
    job_cancel(job=_job(run), actor=actor)
    return _fresh(run)


@transaction.atomic
def training_run_resume(*, run: TrainingRun, actor: User, queue: str = QUEUE) -> TrainingRun:
    """Queue a failed or cancelled run again: it goes on from its newest complete checkpoint."""
    role_require(project=run.project, user=actor, roles=MAKERS)
    _require_undecided(run)
    job = job_retry(job=_job(run), actor=actor)
    Job.objects.filter(pk=job.pk).update(queue=queue)  # whoever began it, by a worker or by hand
    return _fresh(run)


@transaction.atomic
def training_run_promote(*, run: TrainingRun, actor: User) -> TrainingRun:
    """Make the candidate the project's active model; the one before stays as it is."""
    role_require(project=run.project, user=actor, roles=MAKERS)
    candidate = _decide(run, actor, Decision.PROMOTED)
    ModelVersion.objects.filter(pk=candidate.pk).update(status=ModelVersion.Status.READY)
    ActiveModel.objects.update_or_create(
        project=run.project,
        defaults={"model_version": candidate, "activated_by": actor, "activated_at": timezone.now()},
    )
    event_record(
        action="model.activated",
        subject=candidate,
        actor=actor,
        project=run.project,
        facts={"run": str(run.pk)},
    )
    return _fresh(run)


@transaction.atomic
def training_run_discard(*, run: TrainingRun, actor: User) -> TrainingRun:
    """Say that the candidate will not be used; run, metrics and card stay to be looked at."""
    role_require(project=run.project, user=actor, roles=MAKERS)
    candidate = _decide(run, actor, Decision.DISCARDED)
    ModelVersion.objects.filter(pk=candidate.pk).update(status=ModelVersion.Status.DISCARDED)
    return _fresh(run)


def _check(wish: TrainingWish) -> None:
    if wish.release.finished_at is None:
        raise ReleaseNotDoneError(
            "The files of this release are not there yet.", version=wish.release.version
        )
    if wish.base.backend not in TRAINABLE_BACKENDS or not wish.base.folder:
        raise NotTrainableError("Only a model with weights of its own can be fine-tuned.")
    if wish.base.status == ModelVersion.Status.DISCARDED:
        raise NotTrainableError("This model version was discarded.")


def _decide(run: TrainingRun, actor: User, decision: str) -> ModelVersion:
    """Write the decision once; the candidate."""
    undecided = TrainingRun.objects.filter(pk=run.pk, decision="", candidate__isnull=False)
    if not undecided.update(decision=decision, decided_by=actor, decided_at=timezone.now()):
        raise WrongStateError("Only a finished run that nobody decided on can be promoted or discarded.")
    event_record(action=f"training_run.{decision}", subject=run, actor=actor)
    run.refresh_from_db()
    if run.candidate is None:
        raise WrongStateError("This run has no candidate.")
    return run.candidate


def _require_undecided(run: TrainingRun) -> None:
    if run.decision or run.candidate_id is not None:
        raise WrongStateError("This run is done.")


def _job(run: TrainingRun) -> Job:
    if run.job is None:
        raise WrongStateError("The job of this run is gone.")
    return run.job


def _fresh(run: TrainingRun) -> TrainingRun:
    run.refresh_from_db()
    if run.job is not None:
        run.job.refresh_from_db()
    return run
