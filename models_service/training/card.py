"""The model card: what it was made of, how, and how good it was found to be. Markdown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SHOWN_METRICS = {
    "overall": "Overall",
    "accuracy": "Accuracy",
    "fake_accuracy": "Fake",
    "real_accuracy": "Real",
    "explanation": "Explanation",
    "bbox_iou": "BBox IoU",
    "bbox_distance": "BBox distance",
    "time_distance": "Time distance",
}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What stands in a card; `metrics` is {role: {split: {"metrics": {name: {"value"}}}}}."""

    name: str
    version: str
    base: str
    release: str
    method: str
    ablation: str
    seed: int
    settings: Mapping[str, Any]
    counts: Mapping[str, int]
    outcome: Mapping[str, Any]
    metrics: Mapping[str, Any]


def card_text(facts: CardFacts) -> str:
    """The whole card."""
    return "\n".join([*_head(facts), *_settings(facts), *_metrics(facts), *_limits(facts)]) + "\n"


def _head(facts: CardFacts) -> Iterator[str]:
    told = facts.outcome
    yield from (f"# {_plain(facts.name)}", "")
    yield f"- Version: `{facts.version}`"
    yield f"- Base model: {_plain(facts.base)}"
    train, val, test = (facts.counts.get(split, 0) for split in ("train", "val", "test"))
    yield f"- Trained on: release {facts.release}, {train} rows of its training split"
    yield f"- Held back: {val} validation rows, {test} test rows"
    yield f"- Method: {facts.method}; left out of the answers: {facts.ablation}; seed {facts.seed}"
    yield f"- {told.get('steps', 0)} optimiser steps, last loss {told.get('loss', 'unknown')}"
    libraries = (f"{name} {version}" for name, version in told.get("libraries", {}).items())
    yield f"- Libraries: {', '.join(libraries)}"


def _settings(facts: CardFacts) -> Iterator[str]:
    yield from ("", "## Settings", "", "| setting | value |", "|---|---|")
    for name, value in facts.settings.items():
        yield f"| {name} | {value} |"


def _metrics(facts: CardFacts) -> Iterator[str]:
    yield from ("", "## Measured", "", "| model | split | " + " | ".join(SHOWN_METRICS.values()) + " |")
    yield "|---|---" + "|---" * len(SHOWN_METRICS) + "|"
    for role, splits in facts.metrics.items():
        for split, report in splits.items():
            cells = (_number(report["metrics"].get(name, {}).get("value")) for name in SHOWN_METRICS)
            yield f"| {role} | {split} | " + " | ".join(cells) + " |"
    yield ""
    yield "0 to 100; for both distances less is better. A dash: nothing to score, or no judge has read it."


def _limits(facts: CardFacts) -> Iterator[str]:
    yield from ("", "## Limits", "")
    yield "Its scores are not calibrated until they have been fitted on gold. It knows the generators and the"
    yield "artefacts of its release and no others; its explanations are a model's, not a person's."


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _plain(text: str) -> str:
    """A name without what Markdown or HTML would make something of."""
    return "".join(" " if char in "<>[]|`\n" else char for char in text)
