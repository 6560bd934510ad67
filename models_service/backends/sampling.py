"""The one sampler: which frames every back end sees, and when each of them is on screen.

Times are the frame table's. Each processor computes a frame's time as index / fps, so that a clip of constant
rate is handed over with its native rate and frame numbers, and one of variable rate with the clock of its
time base and the frames' own ticks: either way the prompt says when the frame really comes on screen.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from annotations.frames import FrameTable
from annotations.media.errors import MediaError
from annotations.media.limits import MediaLimits
from annotations.media.raw.sampling import colour_pictures
from models_service.backends.base import ClipInput, SampledFrames, SuggestOptions
from models_service.conversion import duration_seconds, frame_seconds
from models_service.errors import ClipUnreadableError

TOKEN_PX = 28 * 28
OVERSAMPLING = 4  # a picture keeps twice the width and height that the model will see, no more
PICTURE_PX_MIN = 64 * TOKEN_PX
CACHE_BYTES = 256 * 2**20
EPSILON = 1e-9

_Key = tuple[str, float, int, int]


class _Cache:
    """The clips sampled last, up to CACHE_BYTES of pictures."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: OrderedDict[_Key, SampledFrames] = OrderedDict()

    def get(self, key: _Key) -> SampledFrames | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: _Key, sampled: SampledFrames) -> None:
        with self.lock:
            self.kept[key] = sampled
            while len(self.kept) > 1 and sum(one.pictures.nbytes for one in self.kept.values()) > CACHE_BYTES:
                self.kept.popitem(last=False)


_cache = _Cache()


def frames_chosen(table: FrameTable, fps: float, max_frames: int) -> tuple[int, ...]:
    """The frames on screen every 1/fps seconds from the first on, ascending, each once.

    Where those are more than `max_frames`, as many moments as that spread evenly over the clip.
    """
    seconds = duration_seconds(table)
    count = max(1, math.ceil(seconds * fps - EPSILON))
    step = 1 / fps if count <= max_frames else seconds / max_frames
    ticks = (
        table.pts[0] + math.floor(place * step / float(table.time_base) + EPSILON)
        for place in range(min(count, max_frames))
    )
    return tuple(dict.fromkeys(table.frame_at(min(tick, table.end_pts - 1)) for tick in ticks))


def clip_sample(clip: ClipInput, options: SuggestOptions, limits: MediaLimits) -> SampledFrames:
    """The clip's pictures as `options` says, cached by the clip's hash; raises ClipUnreadableError."""
    key = (clip.sha256, options.fps, options.max_frames, options.visual_budget)
    sampled = _cache.get(key)
    if sampled is None:
        sampled = _sampled(clip, options, limits)
        _cache.put(key, sampled)
    return sampled


def video_metadata(clip: ClipInput, sampled: SampledFrames) -> dict[str, Any]:
    """What a processor (or vLLM) needs to know when each frame is: index / fps is the frame's true time."""
    table = clip.frames
    facts = {"duration": duration_seconds(table), "width": clip.width, "height": clip.height}
    if table.frame_rate.is_variable:
        ticks = [table.pts[frame] - table.pts[0] for frame in sampled.frame_numbers]
        clock = float(1 / table.time_base)
        return facts | {
            "fps": clock,
            "frames_indices": ticks,
            "total_num_frames": table.end_pts - table.pts[0],
        }
    return facts | {
        "fps": float(table.frame_rate.ratio),
        "frames_indices": list(sampled.frame_numbers),
        "total_num_frames": table.frame_count,
    }


def grey_frames(sampled: SampledFrames) -> SampledFrames:
    """The same moments with nothing to see: what a model says of them is its prior."""
    grey = np.full_like(sampled.pictures, 128)
    return SampledFrames(grey, sampled.frame_numbers, sampled.seconds)


def _sampled(clip: ClipInput, options: SuggestOptions, limits: MediaLimits) -> SampledFrames:
    frames = frames_chosen(clip.frames, options.fps, options.max_frames)
    picture_px = max(PICTURE_PX_MIN, OVERSAMPLING * options.visual_budget * TOKEN_PX // len(frames))
    return SampledFrames(
        pictures=_pictures(clip, frames, picture_px, limits),
        frame_numbers=frames,
        seconds=tuple(frame_seconds(clip.frames, frame) for frame in frames),
    )


def _pictures(clip: ClipInput, frames: Sequence[int], picture_px: int, limits: MediaLimits) -> Any:
    try:
        coming = colour_pictures(clip.path, clip.frames, frames, picture_px, limits)
        return np.stack([picture.rgb for picture in coming])
    except (MediaError, OSError, ValueError) as error:
        raise ClipUnreadableError("The clip's frames could not be read.", reason=str(error)) from error
