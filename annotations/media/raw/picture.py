"""One decoded picture as it is stored in most clips: brightness, and colour at half the size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.uint8]
UNSPECIFIED = 2


@dataclass(frozen=True, slots=True)
class Colours:
    """How samples become colours, by their numbers in the H.264 standard; 2 means that nobody said."""

    primaries: int = UNSPECIFIED
    transfer: int = UNSPECIFIED
    matrix: int = UNSPECIFIED
    is_full_range: bool = False


@dataclass(frozen=True, slots=True)
class RawPicture:
    """An upright 4:2:0 picture of even size: `samples` is (height * 3 / 2, width), Y, then U, then V."""

    frame: int
    samples: Samples
    colours: Colours

    @property
    def width(self) -> int:
        return int(self.samples.shape[1])

    @property
    def height(self) -> int:
        return int(self.samples.shape[0]) * 2 // 3

    @property
    def luma(self) -> Samples:
        """The brightness: (height, width), a view."""
        return self.samples[: self.height]

    @property
    def chroma(self) -> Samples:
        """The colour: (2, height / 2, width / 2), a view."""
        return self.samples[self.height :].reshape(2, self.height // 2, self.width // 2)
