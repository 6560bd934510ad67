"""The OpenAPI document's examples: what the permission table's requests send and get.

`make examples` runs this file as a test and writes deeptrace_site/openapi/examples/. Each operation is asked
as somebody who may; identifiers, times, secrets and facts of the machine are replaced by fixed ones, long
lists are cut, so that a second run writes the same bytes.
"""

import base64
import hashlib
import itertools
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from annotations.models import Project
from annotations.selectors import pseudonyms
from deeptrace_site.openapi.operations import EXAMPLES, operations
from tests import factories
from tests.api_schema.scenes import SCENES, Scene
from tests.permissions.bodies import QUERIES, body_of
from tests.permissions.people import World
from tests.permissions.table import LINES, Line
from tests.permissions.walk import BYTES, address

pytestmark = pytest.mark.django_db
ORDER = ("admin", "reviewer", "annotator", "researcher", "staff", "anonymous")
LONG = 3
FILES = {
    "people": ("me", "session", "tokens", "invitations", "password-resets"),
    "work": ("annotations", "assignments", "queue", "threads", "jobs", "system"),
    "judging": ("reviews", "ratings", "explanations"),
    "models": ("models", "rewards", "suggestions", "suggestion-jobs", "training-runs", "evaluations"),
}
OTHER = "projects"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d\b")
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
SECRET = re.compile(r"(dt_|token=|/reset/|/invite/)[\w-]{20,}")
SIGNED = re.compile(r"(X-Amz-Signature=)\w+|X-Amz-(?!Signature)[\w-]+=[^&]*&")


class Fixed:
    """Replaces what differs from run to run: each identifier by one that goes by when it was first met."""

    def __init__(self) -> None:
        self._known: dict[str, uuid.UUID] = {}

    def __call__(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._text(key): self(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self(each) for each in value[:LONG]]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        if MOMENT.match(text):
            return "2026-03-02T09:30:00Z"
        text = DAY.sub("2026-03-02", SIGNED.sub(lambda match: f"{match[1]}0" if match[1] else "", text))
        return SECRET.sub(r"\1" + "x" * 43, IDENTIFIER.sub(self._identifier, text))

    def _identifier(self, match: re.Match[str]) -> str:
        number = len(self._known) + 1
        text = match.group()
        made = self._known.setdefault(
            text.replace("-", ""), uuid.uuid5(uuid.NAMESPACE_URL, f"deeptrace:{number}")
        )
        return str(made) if "-" in text else made.hex


def file_of(tag: str) -> str:
    """Where the examples of a tag are kept."""
    return next((file for file, tags in FILES.items() if tag in tags), OTHER)


def call_of(method: str, path: str) -> str:
    """The permission table's name of an operation."""
    route = path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">")
    return f"{method.upper()} {route}"


def lines_of(call: str, scene: Scene) -> Iterator[tuple[Line, str]]:
    """Who may ask: the first is the one that is recorded, if it is answered."""
    for line in sorted((each for each in LINES if each.call == call), key=lambda each: each.whose):
        for role in ORDER:
            is_meant = role == scene.role if scene.role else line.cells[role] in ("ok", "none")
            if is_meant and scene.whose in (None, line.whose):
                yield line, role


def record(world: World, name: str, call: str) -> dict[str, Any] | str:
    """The example of an operation, or what it answers instead of success."""
    scene = SCENES.get(name, Scene())
    last = "nobody may ask"
    for line, role in lines_of(call, scene):
        client = world.client(role, line.whose)
        with override_settings(**scene.settings), transaction.atomic():
            made, last = _asked(world, client, line, role, scene)
            transaction.set_rollback(True)
        if made:
            return _fixed(made, scene)
    return last


def _asked(
    world: World, client: APIClient, line: Line, role: str, scene: Scene
) -> tuple[dict[str, Any] | None, str]:
    known = dict(world.examples(role, line.whose))
    scene.prepare(world, known)
    method, route = line.call.split()
    body = scene.body(known) if scene.body else body_of(line.call, known)
    form = isinstance(body, dict) and any(hasattr(each, "read") for each in body.values())
    sent: dict[str, Any] = {"headers": {"If-Match": f'"{known.get("expected", 1)}"'}}
    if route in BYTES:
        sent, body = _bytes_sent(known["part"]), "the bytes of the part"
    elif method != "GET":
        sent |= {"data": body, "format": "multipart" if form else "json"}
    query = scene.query or QUERIES.get(line.call, "")
    response = getattr(client, method.lower())(address(route, known) + query, **sent)
    if response.status_code >= 300:
        return None, f"{role} of {line.whose}: {response.status_code} {response.content[:200]!r}"
    path = {each: _plain(known[each]) for each in re.findall(r"<(\w+)>", route)}
    return {"path": path, "request": body if method != "GET" else None, "response": response}, ""


def _bytes_sent(part: bytes) -> dict[str, Any]:
    checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
    headers = {"Upload-Checksum": f"sha256 {checksum}"}
    return {"data": part, "content_type": "application/octet-stream", "headers": headers}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


def _fixed(made: dict[str, Any], scene: Scene) -> dict[str, Any]:
    fixed = Fixed()
    answer: HttpResponseBase = made["response"]
    example: dict[str, Any] = {}
    if made["path"]:
        example["path"] = fixed(made["path"])
    if made["request"] not in (None, {}):
        sent = json.loads(json.dumps(made["request"], default=lambda file: file.name))
        example["request"] = _told(fixed(sent), scene)
    example["status"] = str(answer.status_code)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if content and kind == "application/json":
        example["response"] = _told(fixed(json.loads(content)), scene)
    elif content and kind == "text/csv":
        example["response"] = "\n".join(str(fixed(line)) for line in content.decode().splitlines()[:LONG])
    return example


def _told(shown: Any, scene: Scene) -> Any:
    """With what the scene says in the place of what differs from run to run."""
    if not isinstance(shown, dict):
        return shown
    return {key: scene.told.get(key, value) for key, value in shown.items()}


def examples_recorded(project: Project, settings: Any) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The examples by file and operation, and what is missing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.REWARD_WAIT_SECONDS = 0
    settings.SECRET_KEY = "the names of people come from this"  # noqa: S105 - of no site
    pseudonyms._letters.cache_clear()
    with patch.object(factories, "_number", itertools.count(1)):
        found = _recorded(World(project))
    pseudonyms._letters.cache_clear()
    return found


def _recorded(world: World) -> tuple[dict[str, dict[str, Any]], list[str]]:
    made: dict[str, dict[str, Any]] = {}
    missing: list[str] = []
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    for method, path, operation in operations(document):
        name = operation["operationId"]
        found = record(world, name, call_of(method, path))
        if isinstance(found, str):
            missing.append(f"{name}: {found}; prepare it in tests/api_schema/scenes.py")
        else:
            made.setdefault(file_of(operation["tags"][0]), {})[name] = found
    return made, missing


def test_examples_are_recorded(project: Project, settings: Any) -> None:
    made, missing = examples_recorded(project, settings)
    _write(made)
    assert not missing, "\n" + "\n".join(missing)


def _write(made: dict[str, dict[str, Any]]) -> None:
    for path in EXAMPLES.glob("*.json"):
        path.unlink()
    for file, examples in made.items():
        text = json.dumps(dict(sorted(examples.items())), indent=1, ensure_ascii=False)
        (EXAMPLES / f"{file}.json").write_text(text + "\n")
