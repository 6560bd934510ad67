"""What a release holds and how it is written: fixed when it is made, recorded in its manifest."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

BBOX_POLICIES = ("onset", "union", "median")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which videos; an empty tuple means all."""

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """The policies of a release."""

    selection: Selection = Selection()
    bbox: str = "onset"
    frame_base: int = 0
    include_unsure: bool = False
    include_undetected: bool = False
    notes: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The options as they were stored."""
        chosen = {name: tuple(values) for name, values in body["selection"].items()}
        return cls(**{**body, "selection": Selection(**chosen)})

    def as_json(self) -> dict[str, Any]:
        """Plain values; lists are sorted, so that the same choice is the same text."""
        body = asdict(self)
        body["selection"] = {name: sorted(values) for name, values in body["selection"].items() if values}
        return body
