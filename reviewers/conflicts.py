"""In what the traces of several people differ: plain values, no Django and nothing to compute with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotations.frames import FrameSpan
from reviewers.metrics.values import TraceValue


class ConflictKind(StrEnum):
    """What people disagree about."""

    MISSING = "missing"
    EXTRA = "extra"
    CATEGORY_DIFFERS = "category_differs"
    BOX_APART = "box_apart"
    ONSET_APART = "onset_apart"
    OFFSET_APART = "offset_apart"


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """One person's handed-in answer."""

    person: str
    verdict: str
    traces: tuple[TraceValue, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A trace in a group, and whose it is."""

    person: str
    trace: TraceValue


@dataclass(frozen=True, slots=True)
class Conflict:
    """One difference within a group.

    people: who is missing or alone; viou: the lowest vIoU of two members; frames: how far two are apart.
    """

    kind: ConflictKind
    people: tuple[str, ...] = ()
    viou: float | None = None
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class TraceGroup:
    """Traces taken for the same one, at most one of each person, and what they differ in."""

    members: tuple[Member, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def span(self) -> FrameSpan:
        """From the earliest onset to the latest offset."""
        spans = [member.trace.span for member in self.members]
        return FrameSpan(min(s.onset_frame for s in spans), max(s.offset_frame for s in spans))
