"""Which suggestions somebody may see about a video: the one place that keeps a first pass blind."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Annotation, Project, User, Video
from annotations.selectors.access import roles_of
from annotations.selectors.annotations import annotation_get, suggestion_policy_of
from annotations.selectors.queue import UNFINISHED
from annotations.selectors.videos import video_get
from models_service.models import ModelVersion, Suggestion, SuggestionArm, SuggestionRun
from models_service.selectors.versions import READERS

Policy = Project.SuggestionPolicy
MISSING = "There are no suggestions here."


def is_open_to(annotation: Annotation) -> bool:
    """Whether the policy lets this answer's annotator see suggestions now."""
    policy = suggestion_policy_of(annotation)
    if policy == Policy.BLIND_FIRST:
        return annotation.first_pass_revision is not None or annotation.status not in UNFINISHED
    return policy == Policy.SHOWN


def answer_about(
    *, video_id: UUID, viewer: User, annotation_id: UUID | None
) -> tuple[Video, Annotation | None]:
    """The video, and the answer whose decisions are asked for; NotFoundError for whoever must stay blind.

    An own answer counts before every other role. Those who judge or research see suggestions of any policy,
    but none on a video that their own answer is still open on.
    """
    video = video_get(video_id=video_id, viewer=viewer)
    own = Annotation.objects.select_related("project", "assignment").filter(video=video, annotator=viewer)
    mine = own.first()
    is_staff = bool(set(READERS) & roles_of(project=video.project, user=viewer))
    sees_all = is_staff and (mine is None or mine.status not in UNFINISHED)
    if not sees_all and (mine is None or not is_open_to(mine)):
        raise NotFoundError(MISSING)
    if annotation_id is None or (mine is not None and annotation_id == mine.pk):
        return video, mine
    other = annotation_get(annotation_id=annotation_id, viewer=viewer)
    if not sees_all or other.video_id != video.pk:
        raise NotFoundError("There is no such annotation.")
    return video, other


def runs_shown(*, video: Video, annotation: Annotation | None) -> list[SuggestionRun]:
    """The newest run of each ready version, and every run that this answer decided about: 2 or 3 queries.

    `suggestions` are prefetched.
    """
    decided = set(_decided_runs(annotation)) if annotation is not None else set()
    speaking = Q(model_version__status=ModelVersion.Status.READY)
    rows = SuggestionRun.objects.filter(speaking | Q(pk__in=decided), video=video)
    rows = rows.select_related("model_version").order_by("-created_at", "id")
    newest: set[UUID] = set()
    shown = []
    for run in rows.prefetch_related("suggestions"):
        if run.pk in decided or run.model_version_id not in newest:
            shown.append(run)
        newest.add(run.model_version_id)
    return shown


def suggestion_shown(*, suggestion_id: UUID, annotation: Annotation) -> Suggestion:
    """A suggestion that this answer's annotator has been shown."""
    rows = Suggestion.objects.select_related("run__model_version").filter(pk=suggestion_id)
    found = rows.filter(run__video=annotation.video_id).first()
    if found is None or not _was_shown(annotation):
        raise NotFoundError("There is no such suggestion.")
    return found


def own_answer_id(*, suggestion_id: UUID, viewer: User) -> UUID:
    """The viewer's own answer about the video of a suggestion."""
    videos = Suggestion.objects.filter(pk=suggestion_id).values("run__video")
    own = Annotation.objects.filter(annotator=viewer, video__in=videos).values_list("pk", flat=True).first()
    if own is None:
        raise NotFoundError("There is no such suggestion.")
    return own


def suggestions_unknown(*, annotation: Annotation, suggestions: Collection[UUID]) -> set[UUID]:
    """Those of these ids that this answer's annotator was never shown; the policy may change meanwhile."""
    if not _was_shown(annotation):
        return set(suggestions)
    known = Suggestion.objects.filter(pk__in=suggestions, run__video=annotation.video_id)
    return set(suggestions) - set(known.values_list("pk", flat=True))


def videos_suggested(
    *, project: Project, videos: Collection[UUID] | None = None
) -> QuerySet[Suggestion, Any]:
    """The ids of a project's videos, or of those among `videos`, with traces proposed by a ready version."""
    rows = Suggestion.objects.filter(
        run__project=project, run__model_version__status=ModelVersion.Status.READY
    )
    if videos is not None:
        rows = rows.filter(run__video__in=videos)
    return rows.order_by().values_list("run__video", flat=True).distinct()


def suggestions_seen(*, annotations: Collection[UUID]) -> set[UUID]:
    """Those of these answers whose annotators were shown suggestions: 1 query."""
    arms = SuggestionArm.objects.filter(annotation__in=annotations, withheld=False, offered_at__isnull=False)
    return set(arms.values_list("annotation_id", flat=True))


def _was_shown(annotation: Annotation) -> bool:
    arm = SuggestionArm.objects.filter(annotation=annotation, withheld=False, offered_at__isnull=False)
    return arm.exists()


def _decided_runs(annotation: Annotation) -> QuerySet[Suggestion, UUID]:
    return (
        Suggestion.objects.filter(decisions__annotation=annotation).order_by().values_list("run", flat=True)
    )
