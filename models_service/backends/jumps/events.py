"""Events: where and when maps stand out of their own past and future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

NEIGHBOURS = 10  # frames before and after with which a frame is compared
NEAR = 1  # of these, the nearest are left out: an event may take two frames
SPREAD_MIN = 1.0  # grey levels: less than that is noise
STANDS_OUT = 5.0  # robust standard deviations
CUT_SHARE = 0.3  # of the blocks: so many at once are another shot, not an artefact
BLOCKS_MIN = 2
APART = 3  # frames between two events of a place

Stack = NDArray[np.float32]  # (frames, rows, columns)


@dataclass(frozen=True, slots=True)
class Jump:
    """Something jumped: `blocks` says where (rows, columns, boolean), `strength` how much in all."""

    frame: int
    strength: float
    blocks: NDArray[np.bool_]

    def overlap(self, other: Jump) -> float:
        """The share of the smaller one's blocks that both have."""
        shared = int((self.blocks & other.blocks).sum())
        return shared / max(1, min(int(self.blocks.sum()), int(other.blocks.sum())))


def jumps_found(maps: Stack) -> list[Jump]:
    """Every event of a clip, the strongest first; frames at which the shot changes have none."""
    outstanding = standing_out(maps)
    hot = outstanding > STANDS_OUT
    cuts = hot.mean(axis=(1, 2)) > CUT_SHARE
    found: list[Jump] = []
    for frame in range(len(maps)):
        if not cuts[max(0, frame - 1) : frame + 2].any():
            found += _jumps_of(frame, outstanding[frame], hot[frame])
    found.sort(key=lambda jump: jump.strength, reverse=True)
    return _once(found)


def standing_out(maps: Stack) -> Stack:
    """By how many robust standard deviations each block exceeds its own neighbourhood in place and time."""
    around = np.stack([ndimage.maximum_filter(one, 3, mode="nearest") for one in maps])
    frames = len(maps)
    result = np.zeros_like(maps)
    for frame in range(1, frames):
        others = [
            other
            for other in range(max(1, frame - NEIGHBOURS), min(frames, frame + NEIGHBOURS + 1))
            if abs(other - frame) > NEAR
        ]
        if not others:
            continue
        compared = around[others]
        usual = np.median(compared, axis=0)
        spread = 1.4826 * np.median(np.abs(compared - usual), axis=0)
        result[frame] = (maps[frame] - usual) / np.maximum(spread, SPREAD_MIN)
    return result


def _jumps_of(frame: int, outstanding: NDArray[np.float32], hot: NDArray[np.bool_]) -> list[Jump]:
    """The connected places of a frame that stand out, with what lies between their blocks."""
    labels, count = ndimage.label(ndimage.binary_dilation(hot, np.ones((3, 3))))
    jumps = []
    for label in range(1, count + 1):
        blocks = (labels == label) & hot
        if int(blocks.sum()) >= BLOCKS_MIN:
            strength = float(np.minimum(outstanding[blocks], 4 * STANDS_OUT).sum())
            jumps.append(Jump(frame, strength, blocks))
    return jumps


def _once(jumps: list[Jump]) -> list[Jump]:
    """Without the weaker of two that are the same event: the same place, a few frames apart."""
    kept: list[Jump] = []
    for jump in jumps:
        if not any(abs(one.frame - jump.frame) <= APART and one.overlap(jump) > 0 for one in kept):
            kept.append(jump)
    return kept
