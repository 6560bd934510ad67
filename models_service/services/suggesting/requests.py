"""Asking for suggestions: who may, about which videos, from which model, and the job that does it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from annotations.errors import InvalidInputError
from annotations.models import Annotation, Job, Project, User, Video
from annotations.selectors.access import Role, role_require, roles_of
from annotations.selectors.annotations import slot_held
from annotations.services.jobs import job_create
from models_service.backends.base import SuggestOptions
from models_service.errors import NoModelError, SuggestionsOffError
from models_service.models import ModelVersion
from models_service.selectors.presence import GPU, NO_WORKER, gpu_served, queue_of
from models_service.selectors.suggestions.shown import is_open_to
from models_service.selectors.versions import HEURISTICS, model_active, models_usable
from models_service.services.suggesting.arms import arm_draw

KIND = "suggest"


def suggestion_job_create(
    *,
    project: Project,
    actor: User,
    videos: Sequence[UUID] | None,
    query: dict[str, str] | None,
    model: ModelVersion,
    options: dict[str, Any],
) -> Job:
    """Queue one job for all of these videos; the view wakes the workers.

    Project admins ask about any; an annotator for marks on the video of an own answer under way.
    """
    ids = videos_named(project, videos) if videos is not None else videos_matching(project, query or {})
    _allowed(project=project, actor=actor, videos=ids, model=model)
    return look_job_create(project=project, actor=actor, videos=ids, model=model, options=options)


def look_job_create(
    *,
    project: Project,
    actor: User | None,
    videos: Sequence[UUID],
    model: ModelVersion,
    options: dict[str, Any] | None = None,
    queue: str = "",
) -> Job:
    """Queue a look of a model at these videos; who may ask for it is the caller's business.

    A `queue` that no worker serves is for whoever does the job by hand.
    """
    chosen = asdict(SuggestOptions(**{**model.sampling, **(options or {})}))
    params = {"model": str(model.pk), "videos": [str(pk) for pk in videos], "options": chosen}
    job = job_create(
        kind=KIND, params=params, created_by=actor, project=project, queue=queue or queue_of(model)
    )
    return job_waiting_tell(job)


def job_waiting_tell(job: Job) -> Job:
    """Say plainly where nobody serves the job's queue."""
    if job.queue == GPU and not gpu_served():
        job.step = NO_WORKER
        Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED).update(step=job.step)
    return job


def model_chosen(*, project: Project, model: UUID | None, backend: str) -> ModelVersion:
    """The version that was named, else the back end's newest ready one, else the one that speaks here."""
    usable = models_usable(project=project)
    if model is not None:
        found = usable.filter(pk=model).first()
        if found is None:
            raise _wrong("model", "not_found", "The project may use no such model version.")
        return found
    if backend:
        found = usable.filter(backend=backend, status=ModelVersion.Status.READY).first()
    else:
        found = model_active(project=project)
    if found is None:
        raise NoModelError("No model version can be asked: register or activate one first.", backend=backend)
    return found


def videos_matching(project: Project, query: dict[str, str]) -> list[UUID]:
    """The ready videos with a file that a query means; none that was taken down."""
    return list(_videos(project).filter(**query).order_by("created_at", "id").values_list("pk", flat=True))


def _videos(project: Project) -> Any:
    ready = {"status": Video.Status.READY, "metadata_only": False, "taken_down_at": None}
    return Video.objects.filter(project=project, **ready)


def videos_named(project: Project, videos: Sequence[UUID]) -> list[UUID]:
    """These videos, each once; InvalidInputError where one is not there or has no frames to look at."""
    known = set(_videos(project).filter(pk__in=videos).values_list("pk", flat=True))
    detail = "There is no such video in this project, or it has no frames to look at."
    errors = [
        {"field": f"videos.{index}", "code": "not_found", "detail": detail}
        for index, video in enumerate(videos)
        if video not in known
    ]
    if errors:
        raise InvalidInputError(errors)
    return list(dict.fromkeys(videos))


def _allowed(*, project: Project, actor: User, videos: Sequence[UUID], model: ModelVersion) -> None:
    if Role.ADMIN in roles_of(project=project, user=actor):
        return
    role_require(project=project, user=actor, roles=[Role.ANNOTATOR, Role.ADMIN])
    related = ("project", "assignment__entry")
    own = list(
        Annotation.objects.select_related(*related).filter(annotator=actor, video__in=videos, project=project)
    )
    is_marks = model.backend in HEURISTICS
    if not is_marks or not own or {each.video_id for each in own} != set(videos):
        raise SuggestionsOffError("You can ask for marks on the video that you work on, and no more.")
    if not all(slot_held(each) and is_open_to(each) and not arm_draw(each).withheld for each in own):
        raise SuggestionsOffError("The project shows you no suggestions here, or not yet.")


def _wrong(field: str, code: str, detail: str) -> InvalidInputError:
    return InvalidInputError([{"field": field, "code": code, "detail": detail}])
