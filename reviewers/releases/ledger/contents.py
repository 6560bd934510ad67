"""What goes into a release and what does not, noted in a scratch table while its rows are written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from reviewers.releases import layout, snapshot
from reviewers.releases.inclusion import REASONS
from reviewers.releases.ledger import alike, leaks, places
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.snapshot import GoldVideo

TABLES = (
    snapshot.TABLE,
    layout.TABLE,
    *leaks.TABLES,
    *places.TABLES,
    alike.TABLE,
    "CREATE TABLE included (n INTEGER PRIMARY KEY, video_id TEXT UNIQUE, path TEXT,"
    " sha256 TEXT, bytes INTEGER, split TEXT, gold_version INTEGER, made_at REAL, grp TEXT, prompt TEXT,"
    " picture TEXT, media TEXT)",
    "CREATE TABLE left_out (reason TEXT, video_id TEXT, PRIMARY KEY (reason, video_id)) WITHOUT ROWID",
    "CREATE TABLE earlier (video_id TEXT PRIMARY KEY, split TEXT, gold_version INTEGER, sha256 TEXT)"
    " WITHOUT ROWID",
)
INDEXES = ("prompt", "grp", "picture")
VIDEO_FACTS = ("video_id", "path", "sha256", "bytes", "split", "gold_version")


class Included(NamedTuple):
    """One video of a release, as the table has it."""

    video_id: str
    path: str
    sha256: str | None
    bytes: int | None
    split: str | None
    gold_version: int
    made_at: float
    group: str
    prompt: str
    picture: str
    media: str | None


@dataclass(slots=True)
class Contents:
    """What went into a release: sums here, one line a video in the scratch table."""

    scratch: Scratch
    counts: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    waiting: list[tuple[Any, ...]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(REASONS, 0)))

    def add(self, video: Included) -> None:
        """Note a video that is in."""
        self.counts["videos"] += 1
        self.counts["media_missing"] += video.media is None
        self.splits[video.split or "none"] += 1
        self.waiting.append((self.counts["videos"], *video))

    def note(self) -> None:
        """Write down the videos that were added."""
        self.scratch.many("INSERT INTO included VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self.waiting)
        self.waiting = []

    def leave_out(self, reason: str, video_id: str) -> None:
        """Note a video that is not."""
        self.left_out[reason] += 1
        self.scratch.run("INSERT INTO left_out VALUES (?, ?)", reason, video_id)

    def index(self) -> None:
        """Once everything is noted: what the questions ask by."""
        for column in INDEXES:
            self.scratch.run(f"CREATE INDEX included_{column} ON included ({column})")

    def videos(self) -> Iterator[dict[str, Any]]:
        """What the manifest says about each video, in order."""
        columns = ", ".join(VIDEO_FACTS)
        rows = self.scratch.rows(f"SELECT {columns} FROM included ORDER BY n")  # noqa: S608  # our own names
        return (dict(zip(VIDEO_FACTS, row, strict=True)) for row in rows)

    def media(self) -> Iterator[tuple[str, Path]]:
        """Where the media go, and where they are."""
        rows = self.scratch.rows("SELECT path, media FROM included WHERE media IS NOT NULL ORDER BY n")
        return ((path, Path(media)) for path, media in rows)

    @property
    def media_count(self) -> int:
        """How many of the videos have media."""
        return self.counts["videos"] - self.counts["media_missing"]

    def media_missing(self) -> Iterator[str]:
        """The videos without media."""
        rows = self.scratch.rows("SELECT video_id FROM included WHERE media IS NULL ORDER BY n")
        return (name for (name,) in rows)

    def left_out_for(self, reason: str) -> Iterator[str]:
        """The videos that were left out for this reason."""
        rows = self.scratch.rows("SELECT video_id FROM left_out WHERE reason = ? ORDER BY video_id", reason)
        return (name for (name,) in rows)

    def as_counts(self) -> dict[str, Any]:
        """The sums of the manifest."""
        names = ("rows", "traces", "fake_videos", "real_videos", "videos", "media_missing", "standardised")
        return {
            **{name: self.counts[name] for name in names},
            "splits": dict(sorted(self.splits.items())),
            "categories": dict(sorted(self.categories.items())),
            "left_out": dict(sorted(self.left_out.items())),
        }


def included_of(item: GoldVideo, path: str, picture: str, media: Path | None) -> Included:
    """What is noted of a video that is in."""
    video, gold = item.gold.video, item.gold
    return Included(
        video_id=video.video_id,
        path=path,
        sha256=video.sha256 or None,
        bytes=video.byte_size or None,
        split=item.split or None,
        gold_version=gold.version,
        made_at=gold.made_at.timestamp(),
        group=video.group.name if video.group else "",
        prompt=prompt_key(video.prompt),
        picture=picture,
        media=None if media is None else str(media),
    )


def prompt_key(prompt: str) -> str:
    """The same for prompts that differ in case and white space only; empty for none."""
    words = " ".join(prompt.casefold().split())
    return sha256(words.encode(errors="surrogatepass")).hexdigest()[:32] if words else ""
