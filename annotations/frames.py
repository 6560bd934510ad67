"""Frame numbers and presentation times: the only place where one becomes the other.

A frame number is an index into a video's frame table and nothing else. It is looked up, never computed from a
rate. `frontend/src/domain/frames.ts` is the twin of this file; both are held to `tests/cases/frames.json`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

from annotations.errors import DeepTraceError

MICROSECONDS = 1_000_000
# A duration of 8 ticks or more may be off by one tick of rounding and still count as the same duration.
# On a coarser clock one tick is an eighth of a frame or more, so that it is a real difference.
ROUNDING_NEEDS_TICKS = 8


class FrameOutOfRangeError(DeepTraceError):
    code = "frame_out_of_range"
    http_status = 404


class FrameTableInvalidError(DeepTraceError):
    code = "frame_table_invalid"


class FrameSpanInvalidError(DeepTraceError):
    code = "frame_span_invalid"


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """The frames `start <= n < end`: what metrics compute with."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """The frames `onset_frame..offset_frame`, both included, as records keep them."""

    onset_frame: int
    offset_frame: int

    def __post_init__(self) -> None:
        if not 0 <= self.onset_frame <= self.offset_frame:
            raise FrameSpanInvalidError(
                "a span starts at frame 0 or later and does not end before it starts",
                onset_frame=self.onset_frame,
                offset_frame=self.offset_frame,
            )

    def __contains__(self, frame: int) -> bool:
        return self.onset_frame <= frame <= self.offset_frame

    @property
    def frame_count(self) -> int:
        return self.offset_frame - self.onset_frame + 1

    def half_open(self) -> HalfOpen:
        """Return the same frames as [onset, end): the one conversion that metrics use."""
        return HalfOpen(self.onset_frame, self.offset_frame + 1)

    def frames(self) -> range:
        return range(self.onset_frame, self.offset_frame + 1)


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second for display: exact for a constant rate, the average for a variable one."""

    numerator: int
    denominator: int
    is_variable: bool

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def __str__(self) -> str:
        """Return "24", "29.97" or "~20.28": at most three decimals, `~` before an average."""
        decimal = f"{float(self.ratio):.3f}".rstrip("0").rstrip(".")
        return f"~{decimal}" if self.is_variable else decimal


@dataclass(frozen=True)
class FrameTable:
    """The presentation times of a video's frames: index = frame number.

    `pts` is strictly ascending, in units of `time_base` seconds, and `end_pts` is when the last frame leaves
    the screen. `key_frames` are the frames that decode without any other; the first frame need not be one
    (an edit list may hide the frame that it is decoded from).
    """

    time_base: Fraction
    pts: tuple[int, ...]
    end_pts: int
    key_frames: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.time_base <= 0:
            raise FrameTableInvalidError("the time base is not above zero", time_base=str(self.time_base))
        if not self.pts:
            raise FrameTableInvalidError("there are no frames")
        if any(later <= earlier for earlier, later in pairwise((*self.pts, self.end_pts))):
            raise FrameTableInvalidError("the presentation times do not strictly ascend")
        if any(later <= earlier for earlier, later in pairwise((-1, *self.key_frames, len(self.pts)))):
            raise FrameTableInvalidError("the key frames do not ascend within the clip")

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Build a table from the body of `videos/{id}/frames/`."""
        return cls(
            time_base=Fraction(*body["time_base"]),
            pts=tuple(body["pts"]),
            end_pts=body["end_pts"],
            key_frames=tuple(body["key_frames"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the body of `videos/{id}/frames/`."""
        return {
            "time_base": [self.time_base.numerator, self.time_base.denominator],
            "pts": list(self.pts),
            "end_pts": self.end_pts,
            "key_frames": list(self.key_frames),
            "frame_count": self.frame_count,
        }

    @property
    def frame_count(self) -> int:
        return len(self.pts)

    @property
    def duration_us(self) -> int:
        """Return how long all frames are on screen, in whole microseconds."""
        return self._microseconds(self.end_pts - self.pts[0])

    def pts_of(self, frame: int) -> int:
        """Return when `frame` comes on screen, in ticks; raises FrameOutOfRangeError outside the clip."""
        if not 0 <= frame < len(self.pts):
            raise FrameOutOfRangeError("the clip has no such frame", frame=frame, frame_count=len(self.pts))
        return self.pts[frame]

    def end_pts_of(self, frame: int) -> int:
        """Return when `frame` leaves the screen, in ticks; raises FrameOutOfRangeError outside the clip."""
        self.pts_of(frame)
        return self.end_pts if frame == len(self.pts) - 1 else self.pts[frame + 1]

    def frame_at(self, pts: int) -> int:
        """Return the frame on screen at `pts`; raises FrameOutOfRangeError outside the clip."""
        if not self.pts[0] <= pts < self.end_pts:
            raise FrameOutOfRangeError("no frame is on screen at this time", pts=pts)
        return bisect_right(self.pts, pts) - 1

    def time_us_at(self, frame: int) -> int:
        """Return the media time at which `frame` comes on screen, in microseconds, halves rounded up.

        Media time is what a player's clock shows: with a start offset, frame 0 is not at 0.
        """
        return self._microseconds(self.pts_of(frame))

    def span_duration_us(self, span: FrameSpan) -> int:
        """Return how long the span's frames are on screen, in microseconds, halves rounded up."""
        return self._microseconds(self.end_pts_of(span.offset_frame) - self.pts_of(span.onset_frame))

    def key_frame_at(self, frame: int) -> int | None:
        """Return the last key frame that is not after `frame`, or None where there is none."""
        self.pts_of(frame)
        index = bisect_right(self.key_frames, frame)
        return self.key_frames[index - 1] if index else None

    @cached_property
    def frame_rate(self) -> FrameRate:
        """Return the exact ratio of a constant rate, or the average over the clip and `is_variable`."""
        steps = [later - earlier for earlier, later in pairwise(self.pts)]
        ticks = self.end_pts - self.pts[0]
        is_variable = not _is_steady(steps)
        if steps and not is_variable:
            ticks = sum(steps)
        intervals = len(steps) if steps and not is_variable else len(self.pts)
        rate = intervals / (ticks * self.time_base)
        return FrameRate(rate.numerator, rate.denominator, is_variable)

    def _microseconds(self, ticks: int) -> int:
        exact = ticks * self.time_base * MICROSECONDS
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _is_steady(steps: Sequence[int]) -> bool:
    """Return whether all steps are the same duration, give or take one tick of rounding."""
    if not steps or min(steps) == max(steps):
        return True
    total, count = sum(steps), len(steps)
    if total < ROUNDING_NEEDS_TICKS * count:
        return False
    return all(abs(step * count - total) <= count for step in steps)
