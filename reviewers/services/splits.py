"""Placing videos in splits: once, by group; what was given or placed before stays."""

from collections.abc import Iterator
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from annotations.models import Group, Project, User, Video
from annotations.services.events import event_record
from reviewers.models import Gold
from reviewers.releases.ledger import places
from reviewers.releases.ledger.places import Placing
from reviewers.releases.ledger.scratch import Scratch

READ, BATCH = 2000, 500
FACTS = ("video_id", "pk", "group__name", "group__split", "split", "kind", "source", "duration_us")


@transaction.atomic
def splits_place(*, project: Project, actor: User | None) -> int:
    """Give every video with gold a split that it keeps; returns how many videos were placed."""
    golds = Gold.objects.filter(video=OuterRef("pk"))
    judged = Video.objects.filter(Exists(golds), project=project, taken_down_at=None)
    if not judged.filter(split="").exists():
        return 0
    with Scratch(*places.TABLES) as scratch:
        places.places_note(scratch, _placings(judged))
        places.places_choose(scratch)
        placed = _keep(project, scratch)
    event_record(
        action="project.splits_placed",
        subject=project,
        actor=actor,
        project=project,
        facts={"videos": placed},
    )
    return placed


def _placings(videos: QuerySet[Video]) -> Iterator[Placing]:
    for row in videos.order_by().values_list(*FACTS).iterator(chunk_size=READ):
        video_id, pk, group, given, split, kind, source, duration_us = row
        yield Placing(
            video_id=video_id,
            pk=pk.hex,
            group=places.group_name(group, video_id),
            stratum=places.stratum_of(kind, source, duration_us),
            split=split,
            given=given or "",
        )


def _keep(project: Project, scratch: Scratch) -> int:
    """Write the splits into the videos, and into the groups that had none."""
    count = 0
    for split, members in groupby(places.places(scratch), key=lambda placed: placed.split):
        while batch := [UUID(placed.pk) for placed in islice(members, BATCH)]:
            count += Video.objects.filter(pk__in=batch).update(split=split)
            groups = Group.objects.filter(project=project, split="", videos__in=batch).values("pk")
            Group.objects.filter(pk__in=list(groups.values_list("pk", flat=True))).update(split=split)
    return count
