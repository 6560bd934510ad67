"""Every operation says what it does and shows a request and an answer that are as documented."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from deeptrace_site.openapi.operations import EXAMPLES, SUMMARIES, operations
from tests.api_schema.conformance import Conformance

DOCUMENT = yaml.load(
    (Path(__file__).resolve().parents[2] / "docs/openapi.yaml").read_text(), Loader=yaml.CSafeLoader
)
CONFORMANCE = Conformance(DOCUMENT)
TEXTS = ("application/json", "text/csv")


def named() -> Iterator[tuple[str, dict[str, Any]]]:
    for _method, _path, operation in operations(DOCUMENT):
        yield operation["operationId"], operation


def media(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where, type and media object of all that is sent and answered."""
    for kind, found in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", kind, found
    for status, answer in operation["responses"].items():
        for kind, found in answer.get("content", {}).items():
            yield status, kind, found


def test_every_operation_has_a_summary() -> None:
    bare = [name for name, operation in named() if not operation.get("summary")]
    assert not bare, f"write a summary for {bare} into openapi/summaries.json, then make schema"
    texts = [operation["summary"] for _, operation in named()]
    assert len(texts) == len(set(texts))
    assert not [text for text in texts if len(text) > 50 or text.endswith(".")]


def test_every_operation_says_more_where_its_name_is_not_enough() -> None:
    assert not [name for name, operation in named() if not operation.get("description")]


def test_every_operation_has_examples() -> None:
    missing = []
    for name, operation in named():
        sent = [found for where, _, found in media(operation) if where == "request"]
        answered = [
            found for where, kind, found in media(operation) if where.startswith("2") and kind in TEXTS
        ]
        if "204" in operation["responses"]:
            answered = []  # there may be nothing to show
        empty = [each for each in (sent, answered) if each and not any("example" in one for one in each)]
        paths = [each for each in operation.get("parameters", []) if each["in"] == "path"]
        if empty or any("example" not in each for each in paths):
            missing.append(name)
    assert not missing, f"no example for {missing}: run make examples, then make schema"


def test_every_example_is_as_its_schema_says() -> None:
    wrong = [
        f"{name} {where} {kind}: {error.json_path} {error.message[:150]}"
        for name, operation in named()
        for where, kind, found in media(operation)
        if "example" in found and "json" in kind
        for error in CONFORMANCE.errors(found["schema"], found["example"])
    ]
    problem = {"$ref": "#/components/schemas/ProblemOut"}
    for name, each in DOCUMENT["components"]["examples"].items():
        wrong += [f"{name}: {error.message}" for error in CONFORMANCE.errors(problem, each["value"])]
    assert not wrong, "\n" + "\n".join(wrong)


def test_nothing_is_kept_of_operations_that_are_gone() -> None:
    known = {name for name, _ in named()}
    kept = set(json.loads(SUMMARIES.read_text()))
    for path in EXAMPLES.glob("*.json"):
        kept |= set(json.loads(path.read_text()))
    assert kept <= known, f"take {kept - known} out of deeptrace_site/openapi/"
