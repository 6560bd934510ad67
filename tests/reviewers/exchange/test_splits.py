"""Splits: 8 : 1 : 1 by group, balanced, and kept once placed."""

from collections import Counter
from pathlib import Path

import pytest

from annotations.models import Group, Project, User, Video
from reviewers.models import Gold
from reviewers.releases.ledger.splits import Balance, SplitGroup, splits_choose
from reviewers.services.splits import splits_place
from tests import factories
from tests.reviewers.exchange.importing import import_rows
from tests.rows import trace_row


def test_the_shares_are_kept_in_all_and_in_each_stratum() -> None:
    groups = [SplitGroup(f"g{number}", 1, f"source {number % 4}") for number in range(400)]
    chosen = splits_choose(groups, Balance())
    assert Counter(chosen.values()) == {"train": 320, "val": 40, "test": 40}
    for stratum in range(4):
        found = Counter(chosen[group.name] for group in groups if group.stratum == f"source {stratum}")
        assert found == {"train": 80, "val": 10, "test": 10}


def test_many_small_strata_still_give_8_1_1() -> None:
    groups = [SplitGroup(f"g{number}", 1, f"source {number}") for number in range(200)]
    found = Counter(splits_choose(groups, Balance()).values())
    assert found == {"train": 160, "val": 20, "test": 20}


def test_large_groups_are_made_up_for() -> None:
    groups = [SplitGroup("large", 50, "a")] + [SplitGroup(f"g{number}", 1, "a") for number in range(50)]
    chosen = splits_choose(groups, Balance())
    sizes: Counter[str] = Counter()
    for group in groups:
        sizes[chosen[group.name]] += group.size
    assert sizes == {"train": 80, "val": 10, "test": 10}


def test_the_order_in_which_videos_came_does_not_matter() -> None:
    groups = [SplitGroup(f"g{number}", number % 3 + 1, f"s{number % 2}") for number in range(60)]
    assert splits_choose(groups, Balance()) == splits_choose(reversed(groups), Balance())


def gold_for(video: Video, person: User) -> None:
    Gold.objects.create(video=video, version=1, verdict="real", rule="accepted", made_by=person)


@pytest.mark.django_db
def test_videos_of_a_group_share_a_split_and_keep_it(project: Project, alice: User) -> None:
    group = Group.objects.create(project=project, name="one prompt")
    together = [factories.video_make(project, group=group) for _ in range(3)]
    alone = [factories.video_make(project) for _ in range(17)]
    for video in [*together, *alone]:
        gold_for(video, alice)
    assert splits_place(project=project, actor=alice) == 20
    first = dict(Video.objects.values_list("video_id", "split"))
    group.refresh_from_db()
    assert {first[video.video_id] for video in together} == {group.split}
    assert Counter(first.values())["train"] in {15, 16, 17}
    late = factories.video_make(project, group=group)
    gold_for(late, alice)
    assert splits_place(project=project, actor=alice) == 1
    late.refresh_from_db()
    assert late.split == group.split
    assert {name: first[name] for name in first} == dict(
        Video.objects.exclude(pk=late.pk).values_list("video_id", "split")
    )


@pytest.mark.django_db
def test_a_given_split_stays_and_its_group_follows(project: Project, alice: User, tmp_path: Path) -> None:
    import_rows(project, [trace_row(split="test")], tmp_path)
    group = Group.objects.create(project=project, name="g")
    given = factories.video_make(project, group=group, split="val")
    follower = factories.video_make(project, group=group)
    for video in (given, follower):
        gold_for(video, alice)
    splits_place(project=project, actor=alice)
    follower.refresh_from_db()
    group.refresh_from_db()
    assert (follower.split, group.split) == ("val", "val")
    assert Video.objects.get(video_id="clip-a").split == "test"


@pytest.mark.django_db
def test_videos_without_gold_wait(project: Project, alice: User) -> None:
    factories.video_make(project)
    assert splits_place(project=project, actor=alice) == 0
    assert Video.objects.get().split == ""
