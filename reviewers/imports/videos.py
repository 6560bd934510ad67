"""A video put together from its rows: one set of facts, 0..n traces, and the rows that do not fit."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from annotations.benchmark import row as names
from annotations.benchmark.fields import FieldError
from annotations.benchmark.row import BenchmarkRow
from annotations.texts import filled
from reviewers.imports.staging import StagedRow

# What every row of a video must say alike: the value in the row, and its name in the file.
SHARED = {
    "video_path": names.VIDEO_PATH,
    "kind": names.VIDEO_TYPE,
    "source": names.VIDEO_SOURCE,
    "split": names.SPLIT,
    "prompt": names.PROMPT,
    "width": names.WIDTH,
    "height": names.HEIGHT,
    "frame_rate": names.FRAME_RATE,
    "frame_count": names.FRAME_COUNT,
}
MICROSECONDS = 1_000_000
NTSC_TOLERANCE = 0.002
MAX_RATE_DENOMINATOR = 1001
RawRow = dict[str, Any]


@dataclass(slots=True)
class ImportedVideo:
    """The rows of one video that agree with each other."""

    rows: list[StagedRow]
    frame_base: int
    errors: list[FieldError] = field(default_factory=list)

    @property
    def facts(self) -> BenchmarkRow:
        """The first row: it speaks for the video."""
        return self.rows[0].row

    @property
    def verdict(self) -> str:
        """What the rows say about the video: a fake one without a trace was one where nobody could tell."""
        if self.facts.kind == "real":
            return "real"
        return "fake" if self.facts.trace else "unsure"

    def raw(self, staged: StagedRow) -> RawRow:
        """The row as it is kept: text, because a database may reorder keys and change numbers."""
        return {"frame_base": self.frame_base, "json": staged.text}

    def refuse(self, staged: StagedRow, name: str, code: str, detail: str) -> None:
        """Note that a row cannot go in."""
        self.errors.append(staged.error(name, code, detail))

    def refuse_all(self, name: str, code: str, detail: str) -> None:
        """Note that none of the rows can go in."""
        for staged in self.rows:
            self.refuse(staged, name, code, detail)


def video_from_rows(rows: list[StagedRow], *, frame_base: int) -> ImportedVideo:
    """The video that the rows describe; rows that contradict the first one are left out with a reason."""
    video = ImportedVideo(rows=rows[:1], frame_base=frame_base)
    for staged in rows[1:]:
        if _fits(video, staged):
            video.rows.append(staged)
    return video


def rows_added(video: ImportedVideo, kept: list[RawRow]) -> list[StagedRow] | None:
    """The rows that are not among those kept from an earlier import; None when a kept one is missing."""
    known = Counter((raw["frame_base"], raw["json"]) for raw in kept)
    added = []
    for staged in video.rows:
        key = (video.frame_base, staged.text)
        if known[key]:
            known[key] -= 1
        else:
            added.append(staged)
    return None if known.total() else added


def frame_rate_of(row: BenchmarkRow) -> Fraction:
    """The exact ratio that a rounded rate stands for: 29.97 is 30000/1001."""
    nearest = round(row.frame_rate * 1.001)
    ntsc = Fraction(nearest * 1000, 1001)
    if nearest and row.frame_rate != nearest and abs(float(ntsc) - row.frame_rate) < NTSC_TOLERANCE:
        return ntsc
    return Fraction(str(row.frame_rate)).limit_denominator(MAX_RATE_DENOMINATOR)


def duration_us_of(row: BenchmarkRow) -> int:
    """The length that the row gives, or frames over rate where it gives none."""
    seconds = row.frame_count / row.frame_rate if row.duration_s is None else row.duration_s
    return round(seconds * MICROSECONDS)


def _fits(video: ImportedVideo, staged: StagedRow) -> bool:
    first = video.rows[0]
    differing = [name for name in SHARED if getattr(staged.row, name) != getattr(first.row, name)]
    for name in differing:
        detail = filled("Row {row} of the same video says something else.", row=first.index)
        video.refuse(staged, SHARED[name], "differs_from_first_row", detail)
    if not differing and (first.row.trace is None or staged.row.trace is None):
        detail = filled(
            "A video without traces has one row only, and row {row} is of the same video.", row=first.index
        )
        video.refuse(staged, names.VIDEO_ID, "repeated_video", detail)
        return False
    return not differing
