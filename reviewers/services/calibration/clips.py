"""Gold clips: videos with a known answer that check annotators, put into and taken out of use."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.errors import NotFoundError
from annotations.models import Assignment, Project, User
from annotations.selectors.access import role_require
from annotations.services.calibration.clips import entries_unbind, gold_clip_mark, gold_clip_unmark
from annotations.services.events import event_record
from reviewers.errors import GoldIncompleteError
from reviewers.models import Gold, GoldClip
from reviewers.selectors.calibration.clips import gold_clip_get
from reviewers.selectors.gold import JUDGES, gold_latest, gold_video_get

CHECKABLE = ("fake", "real")


@transaction.atomic
def gold_clip_add(*, project: Project, video_id: UUID, actor: User) -> GoldClip:
    """Make a video with gold a gold clip, or use a retired one again; doing it twice changes nothing."""
    role_require(project=project, user=actor, roles=JUDGES)
    video = gold_video_get(video_id=video_id, viewer=actor, roles=JUDGES)
    if video.project_id != project.pk:
        raise NotFoundError("There is no such video in this project.", video=str(video_id))
    _gold_require(gold_latest(video=video))
    clip = GoldClip.objects.filter(pk=video.pk).first()
    if clip is None or clip.retired_at is not None:
        gold_clip_mark(video=video)
        GoldClip.objects.update_or_create(video=video, defaults={"added_by": actor, "retired_at": None})
        event_record(action="gold_clip.added", subject=video, actor=actor, project=project)
    return gold_clip_get(project=project, video_id=video_id, viewer=actor)


@transaction.atomic
def gold_clip_remove(*, project: Project, video_id: UUID, actor: User) -> None:
    """Give the clip to nobody new.

    A clip that nobody has had goes back to ordinary work; one that somebody knows from here stays out of it.
    """
    clip = gold_clip_get(project=project, video_id=video_id, viewer=actor)
    if Assignment.objects.filter(video=clip.video, created_at__gte=clip.added_at).exists():
        GoldClip.objects.filter(pk=clip.pk, retired_at=None).update(retired_at=timezone.now())
        entries_unbind(video=clip.video)
    else:
        GoldClip.objects.filter(pk=clip.pk).delete()
        gold_clip_unmark(video=clip.video, project=project)
    event_record(action="gold_clip.removed", subject=clip.video, actor=actor, project=project)


def _gold_require(gold: Gold | None) -> None:
    if gold is None or gold.verdict not in CHECKABLE:
        raise GoldIncompleteError("A gold clip needs gold with the verdict fake or real.")
    traces = list(gold.traces.all())
    if any(not trace.keyframes or not trace.categories for trace in traces):
        raise GoldIncompleteError("Each trace of a gold clip needs a box and a category.")
    if bool(traces) != (gold.verdict == "fake"):
        raise GoldIncompleteError("A fake gold clip needs a trace; a real one has none.")
