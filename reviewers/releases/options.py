"""What a release holds and how it is written: fixed when it is made, recorded in its manifest."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

BBOX_POLICIES = ("onset", "union", "median")
KEEP, RATIO, NONE = "keep", "ratio", "none"
SPLIT_POLICIES = (KEEP, RATIO, NONE)
ZIP, LINKS = "zip", "links"
MEDIA_FORMS = (ZIP, LINKS)
ANSWER_STATES = ("accepted", "submitted")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which videos; an empty tuple means all.

    verdicts: of the gold. categories: one of its traces has one of these. states: all answers that the gold
    was made of are in one of these. min_agreement: how alike those answers are at least, in [0, 1].
    until: the gold as it was at the end of this day. without_suggestions: none of those answers was given
    with a model's suggestions in sight.
    """

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    min_agreement: float | None = None
    until: date | None = None
    without_suggestions: bool = False

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The selection as it was stored; what an older release did not know restricts nothing."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
        }
        until = values.pop("until", None)
        return cls(**values, until=date.fromisoformat(until) if until else None)

    def as_json(self) -> dict[str, Any]:
        """What restricts something, as plain values; lists are sorted: the same choice is the same text."""
        chosen = {name: value for name, value in asdict(self).items() if value not in ((), None, False)}
        return {name: _plain(value) for name, value in chosen.items()}

    @property
    def asks_for_answers(self) -> bool:
        """Whether the answers behind the gold have to be known to select."""
        return bool(self.states or self.min_agreement is not None or self.without_suggestions)


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """The policies of a release.

    split_policy: `keep` the videos' own splits, `ratio` for places by `split_ratio` in this release alone,
    `none` for no splits. allow_leaks: go on where the leakage checks find something.
    """

    selection: Selection = Selection()
    bbox: str = "onset"
    frame_base: int = 0
    include_unsure: bool = False
    include_undetected: bool = False
    split_policy: str = KEEP
    split_ratio: tuple[int, ...] = (8, 1, 1)
    dense_boxes: bool = False
    media: str = ZIP
    allow_leaks: bool = False
    notes: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The options as they were stored, by this version of the software or an older one."""
        values = {**body, "selection": Selection.from_json(body["selection"])}
        if "split_ratio" in values:
            values["split_ratio"] = tuple(values["split_ratio"])
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "selection": self.selection.as_json(), "split_ratio": list(self.split_ratio)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return sorted(set(value))
    return value.isoformat() if isinstance(value, date) else value
