"""What each demo clip shows, and the truth about the artefact that is planted in it. Plain values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

FPS = 24
Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True, slots=True)
class Artefact:
    """A planted artefact: `box_at` is exact for every frame of the span (both ends inclusive)."""

    onset_frame: int
    offset_frame: int
    category: str
    explanation: str
    box_at: Callable[[int], Box]

    def keyframes(self) -> list[dict[str, int]]:
        """Boxes at every few frames; frames between two equal ones are left out."""
        frames = sorted({*range(self.onset_frame, self.offset_frame, 6), self.offset_frame})
        boxes = [(frame, self.box_at(frame)) for frame in frames]
        kept = boxes[:1] + [later for earlier, later in pairwise(boxes) if later[1] != earlier[1]]
        return [
            dict(zip(("frame", "left", "top", "width", "height"), (f, *box), strict=True)) for f, box in kept
        ]


@dataclass(frozen=True, slots=True)
class DemoClip:
    """One clip: its name, where it comes from, and what was planted (None: nothing)."""

    name: str
    source: str
    prompt: str
    artefact: Artefact | None = None
    group: str = ""
    media: str = ""  # the file of a real clip that it is made from
    licence: str = "made by this program; free to use"

    @property
    def kind(self) -> str:
        """`fake` where something was planted."""
        return "fake" if self.artefact else "real"


def fixed(*box: int) -> Callable[[int], Box]:
    """A box that stays where it is."""
    left, top, width, height = box
    return lambda frame: (left, top, width, height)
