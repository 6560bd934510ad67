"""Placing videos in splits: once, by group; what was given or placed before stays."""

from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from annotations.models import Group, Project, User, Video
from annotations.services.events import event_record
from reviewers.releases.splits import Balance, SplitGroup, splits_choose

SECOND_US = 1_000_000
LENGTHS_US = (4 * SECOND_US, 8 * SECOND_US, 16 * SECOND_US)


@transaction.atomic
def splits_place(*, project: Project, actor: User | None) -> int:
    """Give every video with gold a split that it keeps; returns how many videos were placed."""
    judged = Video.objects.filter(project=project, golds__isnull=False, taken_down_at=None).distinct()
    if not judged.filter(split="").exists():
        return 0
    videos = list(judged.select_related("group").order_by("video_id"))
    unplaced = [video for video in videos if not video.split]
    groups = _by_group(unplaced)
    known = _known_splits(videos)
    open_groups = [_split_group(name, members) for name, members in groups.items() if name not in known]
    splits = known | dict(splits_choose(open_groups, _balance(videos)))
    for name, members in groups.items():
        for video in members:
            video.split = splits[name]
    Video.objects.bulk_update(unplaced, ["split"], batch_size=500)
    _keep_in_groups(unplaced)
    event_record(
        action="project.splits_placed",
        subject=project,
        actor=actor,
        project=project,
        facts={"videos": len(unplaced)},
    )
    return len(unplaced)


def _by_group(videos: Iterable[Video]) -> dict[str, list[Video]]:
    ordered = sorted(videos, key=_group_name)
    return {name: list(members) for name, members in groupby(ordered, key=_group_name)}


def _group_name(video: Video) -> str:
    """A name that is the same on every server; a video without a group is one of its own."""
    return f"group:{video.group.name}" if video.group else f"video:{video.video_id}"


def _known_splits(videos: Iterable[Video]) -> dict[str, str]:
    """Group name -> split, for groups that have one or of which a video has one."""
    known = {_group_name(video): video.split for video in videos if video.split}
    given = {_group_name(video): video.group.split for video in videos if video.group and video.group.split}
    return known | given


def _split_group(name: str, videos: list[Video]) -> SplitGroup:
    return SplitGroup(name=name, size=len(videos), stratum=_stratum(videos[0]))


def _stratum(video: Video) -> str:
    length = sum((video.duration_us or 0) >= limit for limit in LENGTHS_US)
    return f"{video.kind}/{video.source}/{length}"


def _balance(videos: Iterable[Video]) -> Balance:
    balance = Balance()
    for video in videos:
        if video.split:
            balance.add(split=video.split, stratum=_stratum(video), size=1)
    return balance


def _keep_in_groups(videos: Iterable[Video]) -> None:
    groups = {video.group.pk: video for video in videos if video.group and not video.group.split}
    for pk, video in groups.items():
        Group.objects.filter(pk=pk, split="").update(split=video.split)
