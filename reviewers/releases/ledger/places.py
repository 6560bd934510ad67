"""Placing many videos in splits through a scratch table: whole groups, greedily, in flat memory."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from annotations.models import Video
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.ledger.splits import SHARES, Balance, SplitGroup, order_of

SECOND_US = 1_000_000
LENGTHS_US = (4 * SECOND_US, 8 * SECOND_US, 16 * SECOND_US)
TABLES = (
    "CREATE TABLE place (video_id TEXT PRIMARY KEY, pk TEXT, grp TEXT, ord TEXT, stratum TEXT,"
    " split TEXT, given TEXT) WITHOUT ROWID",
    "CREATE INDEX place_grp ON place (grp, split)",
    "CREATE TABLE chosen (grp TEXT PRIMARY KEY, split TEXT) WITHOUT ROWID",
)
KNOWN = """
INSERT INTO chosen
SELECT grp, coalesce(
  (SELECT given FROM place a WHERE a.grp = open.grp AND given != '' ORDER BY video_id DESC LIMIT 1),
  (SELECT split FROM place b WHERE b.grp = open.grp AND split != '' ORDER BY video_id DESC LIMIT 1)
) AS split FROM (SELECT DISTINCT grp FROM place WHERE split = '') open WHERE split IS NOT NULL
"""
OPEN = """
SELECT grp, size, stratum FROM (
  SELECT grp, count(*) AS size, min(video_id), stratum, ord FROM place
  WHERE split = '' AND grp NOT IN (SELECT grp FROM chosen) GROUP BY grp
) ORDER BY size DESC, ord
"""
PLACED = """
SELECT place.pk, place.video_id, chosen.split FROM place JOIN chosen USING (grp)
WHERE place.split = '' ORDER BY chosen.split, place.video_id
"""


class Placing(NamedTuple):
    """A video to be placed: `group` names those that share its split; `split` and `given` are "" if open.

    given: the split of the group as a whole.
    """

    video_id: str
    pk: str
    group: str
    stratum: str
    split: str
    given: str


class Placed(NamedTuple):
    """A video and the split that it got."""

    pk: str
    video_id: str
    split: str


def group_name(group: str | None, video_id: str) -> str:
    """A name that is the same on every server; a video without a group is one of its own."""
    return f"group:{group}" if group else f"video:{video_id}"


def stratum_of(kind: str, source: str, duration_us: int | None) -> str:
    """The sort of video over which splits are balanced."""
    return f"{kind}/{source}/{sum((duration_us or 0) >= limit for limit in LENGTHS_US)}"


def stratum_of_video(video: Video) -> str:
    """The same, of a row."""
    return stratum_of(video.kind, video.source, video.duration_us)


def places_note(scratch: Scratch, videos: Iterable[Placing]) -> None:
    """Put the videos into the table `place`."""
    rows = ((v.video_id, v.pk, v.group, order_of(v.group), v.stratum, v.split, v.given) for v in videos)
    scratch.many("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def places_choose(scratch: Scratch, shares: Mapping[str, float] = SHARES) -> None:
    """Choose for every group with an open video the split it has, else the one it balances best in."""
    scratch.run(KNOWN)
    balance = _balance(scratch, shares)
    groups = (SplitGroup(*row) for row in scratch.rows(OPEN))
    scratch.many("INSERT INTO chosen VALUES (?, ?)", ((each.name, balance.place(each)) for each in groups))


def places(scratch: Scratch) -> Iterator[Placed]:
    """The videos that were open, by split and name."""
    return (Placed(*row) for row in scratch.rows(PLACED))


def _balance(scratch: Scratch, shares: Mapping[str, float]) -> Balance:
    balance = Balance(shares=shares)
    counts = "SELECT split, stratum, count(*) FROM place WHERE split != '' GROUP BY split, stratum"
    for split, stratum, size in scratch.rows(counts):
        balance.add(split=split, stratum=stratum, size=size)
    return balance
