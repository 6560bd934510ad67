"""The answers that hang on an object: choices are raw tags, texts are the explanation.

Source: Labelbox's classifications: the export has `radio_answer`, `checklist_answers` and `text_answer`, the
import payload `answer` (an object or a text) and lists of such; any of them nests further classifications.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reviewers.labelbox.findings import as_list, as_mapping

DEEPEST = 16


@dataclass(slots=True)
class Answers:
    """What was chosen and what was written, verbatim, each once, in the order of the file."""

    choices: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, others: "Answers") -> None:
        """The answers of another frame: what is new in them."""
        self.choices += [choice for choice in others.choices if choice not in self.choices]
        self.texts += [text for text in others.texts if text not in self.texts]


def answers_of(classifications: list[Any]) -> Answers:
    """All answers in these classifications, however deep."""
    found = Answers()
    for kind, value in _walk(classifications, DEEPEST):
        kept = found.choices if kind == "choice" else found.texts
        if value and value not in kept:
            kept.append(value)
    return found


def _walk(classifications: list[Any], depth: int) -> Iterator[tuple[str, str]]:
    for told in map(as_mapping, classifications if depth else []):
        for answer in _given(told):
            if isinstance(answer, str):
                yield "text", answer
                continue
            if isinstance(answer.get("content"), str):
                yield "text", answer["content"]
            else:
                yield "choice", str(answer.get("name") or answer.get("value") or "")
            yield from _walk(as_list(answer.get("classifications")), depth - 1)
        yield from _walk(as_list(told.get("classifications")), depth - 1)


def _given(told: dict[str, Any]) -> Iterator[Any]:
    """The answers to one question in any of the forms."""
    for key in ("radio_answer", "text_answer", "answer"):
        value = told.get(key)
        yield from [value] if isinstance(value, str | dict) else []
    for key in ("checklist_answers", "checklist_answer", "answers", "answer"):
        yield from (answer for answer in as_list(told.get(key)) if isinstance(answer, str | dict))
