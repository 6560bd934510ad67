"""Reading gold: the highest version of a video's adjudicated answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from annotations.errors import NotFoundError
from annotations.models import Annotation, Assignment, Membership, Project, Purpose, User, Video
from annotations.selectors.access import role_require
from annotations.selectors.queue import JUDGEABLE
from annotations.selectors.videos import video_list
from reviewers.errors import OwnAnswerOpenError
from reviewers.models import Gold, GoldTrace

Role = Membership.Role
READERS = (Role.REVIEWER, Role.RESEARCHER, Role.ADMIN)
WRITERS = (Role.REVIEWER,)
JUDGES = (Role.REVIEWER, Role.ADMIN)
OPEN_STATES = (Annotation.Status.DRAFT, Annotation.Status.RETURNED)
NO_GOLD: dict[str, Any] = {
    "verdict": None,
    "traces": [],
    "rule": None,
    "version": 0,
    "threshold": None,
    "annotations": [],
    "made_at": None,
}


def gold_video_get(*, video_id: UUID, viewer: User, roles: tuple[str, ...] = READERS) -> Video:
    """The video whose gold the viewer may see, in one of `roles`, while no own answer about it is open.

    An annotator's own video is visible and refused; any other one does not exist for them.
    """
    video = video_list(viewer=viewer).filter(pk=video_id, taken_down_at=None).first()
    if video is None:
        raise NotFoundError("There is no such video.", video=str(video_id))
    role_require(project=video.project, user=viewer, roles=roles)
    if _own_answer_is_open(video=video, viewer=viewer):
        raise OwnAnswerOpenError("Hand in your own answer about this video first.", video=str(video_id))
    return video


def gold_latest(*, video: Video) -> Gold | None:
    """The gold that counts, with its traces: 2 queries."""
    return Gold.objects.filter(video=video).order_by("-version").prefetch_related("traces").first()


def gold_get(*, video: Video, version: int) -> Gold:
    """One version with its traces: 2 queries."""
    gold = Gold.objects.filter(video=video, version=version).prefetch_related("traces").first()
    if gold is None:
        raise NotFoundError("The gold has no such version.", version=version)
    return gold


def gold_versions(*, video: Video) -> QuerySet[Gold]:
    """Every version of a video's gold with its number of traces."""
    golds = Gold.objects.filter(video=video).select_related("video__project")
    return golds.annotate(trace_count=Count("traces"))


def gold_sources(*, video: Video) -> QuerySet[Annotation]:
    """The answers that stand behind what a video's gold tells."""
    return Annotation.objects.filter(video=video, status__in=JUDGEABLE)


def gold_list(*, project: Project, before: datetime | None = None) -> QuerySet[Gold]:
    """The latest gold of every video of a project that is released, by `video_id`: not of gold clips.

    With `before`, the latest of those that were made earlier than that. Videos are joined, traces not yet.
    """
    versions = Gold.objects.filter(video=OuterRef("video"))
    if before is not None:
        versions = versions.filter(made_at__lt=before)
    newest = versions.order_by("-version").values("pk")[:1]
    golds = Gold.objects.filter(video__project=project, video__gold_clip=False, pk=Subquery(newest))
    return golds.select_related("video", "video__group").order_by("video__video_id")


def gold_body(gold: Gold | None) -> dict[str, Any]:
    """What `videos/{id}/gold/` answers; version 0 stands for none yet."""
    if gold is None:
        return dict(NO_GOLD)
    return {
        "verdict": gold.verdict,
        "traces": [gold_trace_body(trace) for trace in gold.traces.all()],
        "rule": gold.rule,
        "version": gold.version,
        "threshold": gold.threshold,
        "annotations": gold.annotations,
        "made_at": gold.made_at,
    }


def gold_trace_body(trace: GoldTrace) -> dict[str, Any]:
    """One gold trace with the ids of the traces that it was made from."""
    return {
        "id": str(trace.pk),
        "onset_frame": trace.onset_frame,
        "offset_frame": trace.offset_frame,
        "categories": trace.categories,
        "other_tag": trace.other_tag,
        "explanation": trace.explanation,
        "confidence": trace.confidence,
        "keyframes": trace.keyframes,
        "sources": trace.sources,
        "how": trace.how,
    }


def _own_answer_is_open(*, video: Video, viewer: User) -> bool:
    own = Annotation.objects.filter(video=video, annotator=viewer, status__in=OPEN_STATES)
    work = Assignment.objects.filter(
        video=video, person=viewer, purpose=Purpose.ANNOTATE, status=Assignment.Status.ACTIVE
    )
    return own.exists() or work.exists()
