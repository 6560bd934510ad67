"""Gold clips among a person's videos: drawn by a secret, so that no place in the queue tells them apart.

A draw belongs to an occasion (a claim); the clip it puts in comes after the video that was announced at that
claim, because a claim keeps to what was announced.
"""

from annotations.models import Project, Purpose, QueueEntry, User, Video
from annotations.selectors.access import Role, roles_of
from annotations.selectors.queue import READS_GOLD
from annotations.services.calibration.clips import entry_bind
from reviewers.selectors.calibration.clips import clips_new_to
from reviewers.services.calibration.secrets import number_of, secret_of, shuffled

WAITING_MOST = 3


def gold_clip_draw(*, project: Project, person: User, occasion: str) -> Video | None:
    """Put a gold clip into the person's queue with the probability `gold_rate`; the clip, if one was put."""
    if project.gold_rate <= 0 or not _may_be_checked(project, person):
        return None
    secret = secret_of(project)
    draw = f"{person.pk}:{occasion}"
    if number_of(secret, draw) >= project.gold_rate or _waiting(project, person) >= WAITING_MOST:
        return None
    for video_id in shuffled(secret, draw, clips_new_to(project=project, person=person))[:1]:
        video = Video.objects.get(pk=video_id)
        return video if entry_bind(video=video, person=person, purpose=Purpose.ANNOTATE) else None
    return None


def _may_be_checked(project: Project, person: User) -> bool:
    """Whoever may read gold could know the answers."""
    roles = roles_of(project=project, user=person)
    return Role.ANNOTATOR.value in roles and not roles & set(READS_GOLD)


def _waiting(project: Project, person: User) -> int:
    waiting = QueueEntry.objects.filter(project=project, person=person, video__gold_clip=True)
    return waiting.filter(purpose=Purpose.ANNOTATE, status=QueueEntry.Status.OPEN).count()
