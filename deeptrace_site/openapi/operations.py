"""What the code does not say of an operation: its summary, its examples, and the problems any may answer.

Summaries are written by hand in summaries.json; examples/ is recorded by `make examples`. Both are read when
a schema is made, and kept.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PROBLEM_TYPE = "application/problem+json"
HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
SUMMARIES = HERE / "summaries.json"
PROBLEMS = HERE / "problems.json"


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of each operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def operations_complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular's hook: add what is written of each operation, and the common problems."""
    used: set[str] = set()
    for method, _path, operation in operations(result):
        name = operation["operationId"]
        if name in _summaries():
            operation["summary"] = _summaries()[name]
        _problems_add(operation, is_write=method != "get")
        _example_add(operation, _examples().get(name, {}))
        used |= _problem_examples_add(operation)
    for schema in result["components"]["schemas"].values():
        _alternatives_overlap(schema)
    shown = {f"Problem{status}": {"value": _problems()[status]} for status in sorted(used)}
    result["components"].setdefault("examples", {}).update(shown)
    return result


@cache
def _summaries() -> dict[str, str]:
    return dict(json.loads(SUMMARIES.read_text()))


@cache
def _problems() -> dict[str, dict[str, Any]]:
    return dict(json.loads(PROBLEMS.read_text()))


@cache
def _examples() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in EXAMPLES.glob("*.json"):
        found |= json.loads(path.read_text())
    return found


def _problems_add(operation: dict[str, Any], *, is_write: bool) -> None:
    """One may be unknown, or write without the right; what is named or sent may be wrong."""
    from annotations.serializers.problems import WORDS  # noqa: PLC0415 - only where a schema is made

    parameters = operation.get("parameters", [])
    answers = operation["responses"]
    due = {
        "400": "requestBody" in operation or any(each["in"] == "query" for each in parameters),
        "401": {} not in operation.get("security", [{}]),
        "403": is_write and {} not in operation.get("security", [{}]),
        "404": any(each["in"] == "path" for each in parameters),
    }
    for status, is_due in due.items():
        if is_due and status not in answers:
            schema = {"$ref": "#/components/schemas/ProblemOut"}
            kinds = {PROBLEM_TYPE: {"schema": schema}}
            answers[status] = {"content": kinds, "description": WORDS[int(status)]}
    operation["responses"] = dict(sorted(answers.items()))


def _example_add(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" and parameter["name"] in example.get("path", {}):
            parameter["example"] = example["path"][parameter["name"]]
    if example:  # what was recorded without a request was sent an empty object
        for kind in operation.get("requestBody", {"content": {}})["content"].values():
            kind["example"] = example.get("request", {})
    if "response" in example:
        for kind in operation["responses"][example["status"]]["content"].values():
            kind["example"] = example["response"]


def _problem_examples_add(operation: dict[str, Any]) -> set[str]:
    found = {status for status in operation["responses"] if status in _problems()}
    for status in found:
        for kind in operation["responses"][status].get("content", {}).values():
            kind["examples"] = {"problem": {"$ref": f"#/components/examples/Problem{status}"}}
    return found


def _alternatives_overlap(schema: dict[str, Any]) -> None:
    """Of two forms without a discriminator one may hold the other: any may fit, not exactly one."""
    if "oneOf" in schema and "discriminator" not in schema:
        schema["anyOf"] = schema.pop("oneOf")
