"""The frame table of a clip, read from its packets without decoding them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from annotations.frames import FrameTable
from annotations.media.clip import Clip, clip_open
from annotations.media.errors import (
    MediaCorruptError,
    MediaTimesInvalidError,
    MediaTooLongError,
    MediaTooManyFramesError,
    MediaTruncatedError,
)
from annotations.media.limits import MediaLimits

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class _Shown:
    """A packet whose picture is shown."""

    pts: int
    duration: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class _Packets:
    """What is stored: the packets that are shown, and the times of those that an edit list hides."""

    shown: list[_Shown] = field(default_factory=list)
    hidden_pts: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.hidden_pts)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table, and whether an edit list hides stored frames."""

    table: FrameTable
    has_hidden_frames: bool


def frame_table_read(clip: Clip, path: Path, limits: MediaLimits) -> TableReading:
    """Read the table of exactly the frames that a decoder delivers, in presentation order.

    Packets that an edit list hides are marked by the demuxer or left out by it; everything else must be
    whole and have a time of its own. Raises MediaTruncatedError, MediaCorruptError, MediaTimesInvalidError,
    MediaTooManyFramesError, MediaTooLongError.
    """
    packets = _packets(clip, limits)
    promised = clip.stream.frames
    if promised and packets.count != promised and stored_count(path, limits) != promised:
        raise MediaTruncatedError
    table = _table(clip, packets)
    seconds = table.duration_us / MICROSECONDS
    if seconds > limits.duration_s:
        raise MediaTooLongError(seconds=round(seconds), limit=limits.duration_s)
    return TableReading(table, has_hidden_frames=len(packets.shown) != max(packets.count, promised))


def stored_count(path: Path, limits: MediaLimits) -> int:
    """Return how many frames are stored, with those that an edit list hides altogether."""
    with clip_open(path, limits, ignore_edit_lists=True) as clip:
        return _packets(clip, limits).count


def _packets(clip: Clip, limits: MediaLimits) -> _Packets:
    packets = _Packets()
    for packet in clip.container.demux(clip.stream):
        if not packet.size:
            continue
        if packets.count == limits.frames:
            raise MediaTooManyFramesError(limit=limits.frames)
        if packet.is_corrupt:
            raise MediaTruncatedError
        if packet.pts is None:
            raise MediaTimesInvalidError
        if packet.is_discard:
            packets.hidden_pts.append(packet.pts)
        else:
            packets.shown.append(_Shown(packet.pts, packet.duration or 0, packet.is_keyframe))
    return packets


def _table(clip: Clip, packets: _Packets) -> FrameTable:
    shown = sorted(packets.shown)
    if not shown or clip.stream.time_base is None:
        raise MediaCorruptError
    if any(earlier.pts == later.pts for earlier, later in pairwise(shown)):
        raise MediaTimesInvalidError
    return FrameTable(
        time_base=clip.stream.time_base,
        pts=tuple(packet.pts for packet in shown),
        end_pts=_end_pts(shown, packets.hidden_pts),
        key_frames=tuple(frame for frame, packet in enumerate(shown) if packet.is_key),
    )


def _end_pts(shown: list[_Shown], hidden_pts: list[int]) -> int:
    """Return when the last frame leaves the screen: when it says, but not after a hidden frame's time.

    Where it does not say, it stays as long as the one before it.
    """
    last = shown[-1]
    step = last.pts - shown[-2].pts if len(shown) > 1 else 1
    return min([last.pts + (last.duration or step), *(pts for pts in hidden_pts if pts > last.pts)])
