"""Training runs as researchers and admins of their project see them."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Project, User
from annotations.selectors.access import Role, project_get, projects_where, role_require
from annotations.selectors.videos import video_list
from models_service.models import ModelVersion, TrainingRun

READERS = (Role.RESEARCHER, Role.ADMIN)


def training_run_list(*, viewer: User, project: str = "") -> QuerySet[TrainingRun]:
    """The runs of projects in which the viewer may read them: 1 query for any page."""
    if project:
        role_require(project=project_get(slug=project, viewer=viewer), user=viewer, roles=READERS)
    visible = TrainingRun.objects.filter(projects_where(user=viewer, roles=READERS))
    chosen = visible.filter(project__slug=project) if project else visible
    return chosen.select_related(
        "project", "release__project", "base", "active", "candidate", "job__project", "created_by"
    )


def training_run_get(*, run_id: UUID, viewer: User) -> TrainingRun:
    """One run."""
    run = training_run_list(viewer=viewer).filter(pk=run_id).first()
    if run is None:
        raise NotFoundError("There is no such training run.")
    return run


def base_get(*, model_id: UUID, project: Project) -> ModelVersion:
    """A model version that may be fine-tuned in this project: its own, or one of every project."""
    model = ModelVersion.objects.filter(Q(project=project) | Q(project=None), pk=model_id).first()
    if model is None:
        raise NotFoundError("There is no such model.", model=str(model_id))
    return model


def samples_visible(*, run: TrainingRun, viewer: User) -> list[dict[str, Any]]:
    """The sample answers, less those about videos of which the viewer may not know anything yet."""
    samples = run.told.get("samples") or []
    named = {sample["video_id"] for sample in samples}
    videos = video_list(viewer=viewer).filter(
        Q(sees_provenance=True), project=run.project, video_id__in=named, taken_down_at=None
    )
    ids = dict(videos.values_list("video_id", "pk"))
    return [
        {"video": ids[sample["video_id"]], **{key: sample[key] for key in ("question", "answer", "expected")}}
        for sample in samples
        if sample["video_id"] in ids
    ]
