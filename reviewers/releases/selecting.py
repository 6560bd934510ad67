"""Going through a project's gold: what is in, what is not, and in which split."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from annotations.models import Video
from reviewers.releases.answers import suggestions_seen
from reviewers.releases.inclusion import Inclusion, inclusion_of
from reviewers.releases.ledger.alike import groups_join, pictures_note
from reviewers.releases.ledger.contents import prompt_key
from reviewers.releases.ledger.places import Placing, places_choose, places_note, stratum_of_video
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.ledger.splits import shares_of
from reviewers.releases.options import KEEP, RATIO, ReleaseOptions
from reviewers.releases.snapshot import GoldVideo, gold_videos

Pictures = Callable[[Collection[Video]], Mapping[UUID, str]]
SPLIT_OF = "SELECT chosen.split FROM place JOIN chosen USING (grp) WHERE place.video_id = ?"


class Chosen(NamedTuple):
    """A video with gold, and its place in the release or the reason why it has none."""

    item: GoldVideo
    inclusion: Inclusion


def selected(scratch: Scratch, options: ReleaseOptions) -> Iterator[list[Chosen]]:
    """All videos that were noted, some hundred at once, in the order of the rows."""
    for items in gold_videos(scratch):
        assisted = _assisted(items) if options.selection.without_suggestions else set()
        yield [
            Chosen(_placed(scratch, item, options), inclusion_of(item, options, assisted)) for item in items
        ]


def splits_plan(
    scratch: Scratch,
    options: ReleaseOptions,
    on_video: Callable[[int], None],
    pictures: Pictures = lambda videos: {},
) -> None:
    """With the policy `ratio`: choose a split for every video that will be in, for this release alone.

    Videos of one group, or of one prompt where there is no group, stay together; so do those that begin with
    nearly the same picture.
    """
    if options.split_policy == RATIO:
        places_note(scratch, _placings(scratch, replace(options, split_policy=KEEP), on_video, pictures))
        groups_join(scratch)
        places_choose(scratch, shares_of(options.split_ratio))


def _placings(
    scratch: Scratch, options: ReleaseOptions, on_video: Callable[[int], None], pictures: Pictures
) -> Iterator[Placing]:
    count = 0
    for chunk in selected(scratch, options):
        kept = [each.item for each in chunk if each.inclusion.kind is not None]
        seen = pictures([item.gold.video for item in kept])
        named = ((seen.get(item.gold.video_id), _together(item)) for item in kept)
        pictures_note(scratch, ((picture, group) for picture, group in named if picture))
        yield from map(_placing, kept)
        count += len(chunk)
        on_video(count)


def _placing(item: GoldVideo) -> Placing:
    video = item.gold.video
    return Placing(
        video_id=video.video_id,
        pk=video.pk.hex,
        group=_together(item),
        stratum=stratum_of_video(video),
        split="",
        given="",
    )


def _together(item: GoldVideo) -> str:
    video = item.gold.video
    if video.group is not None:
        return f"group:{video.group.name}"
    prompt = prompt_key(video.prompt)
    return f"prompt:{prompt}" if prompt else f"video:{video.video_id}"


def _placed(scratch: Scratch, item: GoldVideo, options: ReleaseOptions) -> GoldVideo:
    if options.split_policy == KEEP:
        return item
    found = scratch.value(SPLIT_OF, item.gold.video.video_id) if options.split_policy == RATIO else ""
    return item._replace(split=found or "")


def _assisted(items: list[GoldVideo]) -> set[str]:
    return suggestions_seen([UUID(answer.id) for item in items for answer in item.answers])
