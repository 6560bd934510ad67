"""What a recipe is: where it wants to be, how its box moves, and what it paints into the box on a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from annotations.frames import FrameSpan
from annotations.tracks import BBox, Keyframe, bbox_at
from reviewers.forge.canvas import Paint, Samples, cut
from reviewers.forge.scene import Scene


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the artefact is: its box on every frame, and what it is made from.

    `home` is where the thing itself is, `donor` a piece of the same size that fills the place it leaves.
    """

    keyframes: tuple[Keyframe, ...]
    home: BBox
    donor: BBox | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One artefact, decided down to the last number; `dice` are a few numbers from 0 to 1 for the recipe."""

    span: FrameSpan
    layout: Layout
    strength: float
    dice: tuple[float, ...] = field(default=())

    def box_at(self, frame: int) -> BBox:
        """The artefact's box on a frame of the span."""
        return bbox_at(self.layout.keyframes, frame)

    def share_at(self, frame: int) -> float:
        """How far the span is: 0 at the onset, 1 at the offset."""
        return (frame - self.span.onset_frame) / max(1, self.span.frame_count - 1)


@dataclass(frozen=True, slots=True)
class Shot:
    """What is painted from: the untouched frame, and the last one before the onset."""

    plan: Plan
    frame: int
    canvas: Samples
    held: Samples

    @property
    def box(self) -> BBox:
        return self.plan.box_at(self.frame)

    @property
    def share(self) -> float:
        return self.plan.share_at(self.frame)

    def inside(self) -> Paint:
        """What the box holds on this frame."""
        return cut(self.canvas, self.box)

    def home(self) -> Paint:
        """What the thing's own place holds on this frame."""
        return cut(self.canvas, self.plan.layout.home)

    def donor(self) -> Paint | None:
        """What the donor's place holds on this frame."""
        donor = self.plan.layout.donor
        return None if donor is None else cut(self.canvas, donor)


@dataclass(frozen=True, slots=True)
class Recipe:
    """`paint` returns the box's new content; nothing outside the box ever changes."""

    name: str
    category: str
    explanation: str
    layout: Callable[[Scene, Random, FrameSpan], Layout]
    paint: Callable[[Shot], Paint]


def keyframe(frame: int, box: BBox) -> Keyframe:
    """The box on that frame."""
    return Keyframe(frame, box.left, box.top, box.width, box.height)


def fixed(span: FrameSpan, box: BBox) -> tuple[Keyframe, ...]:
    """A box that stays where it is."""
    return (keyframe(span.onset_frame, box),)
