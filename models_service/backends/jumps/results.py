"""From a clip to marks and draft traces."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np

from annotations.media.errors import MediaError
from annotations.media.limits import MediaLimits
from annotations.media.raw.sampling import colour_pictures
from annotations.tracks import BBox, Keyframe
from models_service.backends.answers import OFFSET_INFERRED
from models_service.backends.base import ClipInput, SuggestedTrace, SuggestionResult, Verdict
from models_service.backends.jumps.events import Jump, jumps_found
from models_service.backends.jumps.residuals import BLOCK, Grey, residual_maps
from models_service.errors import ClipUnreadableError

HEURISTIC = "heuristic"
PICTURE_PX = 320 * 180
MARKS_MAX = 8
HALF_STRENGTH = 150.0  # the strength that is shown as one half
SAME_PLACE = 0.3
LASTS_AT_LEAST = 4  # frames: a second event sooner belongs to the first


def motion_result(clip: ClipInput, max_traces: int, limits: MediaLimits) -> SuggestionResult:
    """What jumps in a clip; raises ClipUnreadableError."""
    started = time.monotonic()
    try:
        maps = np.stack(list(residual_maps(_greys(clip, limits))))
    except (MediaError, OSError, ValueError) as error:
        raise ClipUnreadableError("The clip's frames could not be read.", reason=str(error)) from error
    jumps = jumps_found(maps)
    marks = _marks(jumps)
    return SuggestionResult(
        verdict=Verdict(),
        traces=tuple(_traces(clip, jumps, max_traces)),
        raw_text="",
        parse_ok=True,
        prompt_version="",
        timings_ms={"all": round((time.monotonic() - started) * 1000, 1)},
        warnings=(HEURISTIC,),
        marks=tuple(marks),
    )


def _greys(clip: ClipInput, limits: MediaLimits) -> Iterator[Grey]:
    frames = range(clip.frames.frame_count)
    with closing(colour_pictures(clip.path, clip.frames, frames, PICTURE_PX, limits)) as pictures:
        for picture in pictures:
            yield (picture.rgb.astype(np.uint16) @ np.array([77, 150, 29], np.uint16) >> 8).astype(np.uint8)


def _marks(jumps: Sequence[Jump]) -> list[tuple[int, float]]:
    """The strongest moments in the order of the clip; a strength is between 0 and 1."""
    strongest: dict[int, float] = {}
    for jump in jumps:
        strongest.setdefault(jump.frame, jump.strength)
    chosen = list(strongest.items())[:MARKS_MAX]
    return sorted((frame, round(strength_shown(strength), 3)) for frame, strength in chosen)


def strength_shown(strength: float) -> float:
    """A strength as a number between 0 and 1."""
    return strength / (strength + HALF_STRENGTH)


def _traces(clip: ClipInput, jumps: Sequence[Jump], max_traces: int) -> Iterator[SuggestedTrace]:
    """The strongest events with a draft box; a later one at the same place is the end of an earlier one."""
    ends: set[int] = set()
    made = 0
    for number, jump in enumerate(jumps):
        if made == max_traces or number in ends:
            continue
        partner = _partner(jumps, number, ends)
        first, last = jump, None
        if partner is not None:
            ends.add(partner)
            first, last = sorted((jump, jumps[partner]), key=lambda one: one.frame)
        yield _trace(clip, first, last, jump.strength)
        made += 1


def _partner(jumps: Sequence[Jump], number: int, taken: set[int]) -> int | None:
    """The strongest other event at the same place, late enough to be its other end."""
    for other in range(number + 1, len(jumps)):
        apart = abs(jumps[other].frame - jumps[number].frame)
        same = jumps[other].overlap(jumps[number]) >= SAME_PLACE
        if other not in taken and apart >= LASTS_AT_LEAST and same:
            return other
    return None


def _trace(clip: ClipInput, first: Jump, last: Jump | None, strength: float) -> SuggestedTrace:
    blocks = first.blocks if last is None else first.blocks | last.blocks
    box = _box(clip, blocks)
    return SuggestedTrace(
        onset_frame=first.frame,
        offset_frame=clip.frames.frame_count - 1 if last is None else last.frame - 1,
        keyframes=(Keyframe(first.frame, box.left, box.top, box.width, box.height),),
        score=round(strength_shown(strength), 3),
        flags=(HEURISTIC, *([OFFSET_INFERRED] if last is None else [])),
    )


def _box(clip: ClipInput, blocks: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> BBox:
    """The blocks' bounds in pixels of the original."""
    rows, columns = np.nonzero(blocks.any(axis=1))[0], np.nonzero(blocks.any(axis=0))[0]
    shrunk = min(1.0, math.sqrt(PICTURE_PX / (clip.width * clip.height)))
    scale = BLOCK / shrunk
    left, top = int(columns[0] * scale), int(rows[0] * scale)
    right, bottom = math.ceil((columns[-1] + 1) * scale), math.ceil((rows[-1] + 1) * scale)
    return BBox(left, top, right - left, bottom - top).clamped(clip.width, clip.height)
