"""Reading gold clips: a project's list, and those that are new to a person."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.errors import NotFoundError
from annotations.models import Annotation, Assignment, Look, Project, QueueEntry, User, Video
from annotations.selectors.access import role_require
from reviewers.models import ClipCheck, Gold, GoldClip
from reviewers.selectors.gold import JUDGES, OPEN_STATES


def gold_clip_list(*, project: Project, viewer: User) -> QuerySet[GoldClip]:
    """The project's gold clips for reviewers and admins, newest first, without those the viewer works on.

    Annotated: `answers` and `passed` (checks made), `gold_version`, `gold_verdict`, `gold_traces`.
    """
    role_require(project=project, user=viewer, roles=JUDGES)
    own = Annotation.objects.filter(video=OuterRef("video"), annotator=viewer, status__in=OPEN_STATES)
    newest = Gold.objects.filter(video=OuterRef("video")).order_by("-version")
    return (
        GoldClip.objects.filter(~Exists(own), video__project=project, video__taken_down_at=None)
        .select_related("video")
        .annotate(
            answers=_checks(Count("pk")),
            passed=_checks(Count("pk", filter=Q(passed=True))),
            gold_version=Subquery(newest.values("version")[:1]),
            gold_verdict=Subquery(newest.values("verdict")[:1]),
            gold_traces=Subquery(newest.annotate(n=Count("traces")).values("n")[:1]),
        )
    )


def gold_clip_get(*, project: Project, video_id: UUID, viewer: User) -> GoldClip:
    """One gold clip of the project."""
    clip = gold_clip_list(project=project, viewer=viewer).filter(pk=video_id).first()
    if clip is None:
        raise NotFoundError("There is no such gold clip.", video=str(video_id))
    return clip


def clips_in_use(*, project: Project) -> QuerySet[GoldClip]:
    """Those that may be given to somebody: not retired, ready, not taken down."""
    return GoldClip.objects.filter(
        retired_at=None,
        video__project=project,
        video__gold_clip=True,
        video__status=Video.Status.READY,
        video__taken_down_at=None,
    )


def clips_new_to(*, project: Project, person: User) -> list[UUID]:
    """The videos of the gold clips that a person has neither had nor been promised nor seen the answer of."""
    clips = clips_in_use(project=project).filter(
        ~Exists(Assignment.objects.filter(video=OuterRef("video"), person=person)),
        ~Exists(QueueEntry.objects.filter(video=OuterRef("video"), person=person)),
        ~Exists(Look.objects.filter(video=OuterRef("video"), person=person)),
        ~Exists(Gold.objects.filter(video=OuterRef("video"), made_by=person)),
    )
    return sorted(clip.video_id for clip in clips.only("video"))


def _checks(count: Count) -> Any:
    rows = ClipCheck.objects.filter(video=OuterRef("video")).order_by().values("video")
    return Coalesce(Subquery(rows.values(n=count), output_field=IntegerField()), 0)
