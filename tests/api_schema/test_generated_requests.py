"""Requests generated from the OpenAPI document, to every operation, as each role: never a 500.

What is answered with success is as the document announces.
API_SEED repeats a run. Half of the requests name objects that exist: they reach what is behind the lookup.
"""

import os
import random
from collections import Counter
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds
from hypothesis.errors import Unsatisfiable
from rest_framework.test import APIClient
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from annotations.models import Project
from tests.api_schema.conformance import Conformance
from tests.permissions.people import World

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/openapi.yaml"
ROLES = ("anonymous", "annotator", "reviewer", "researcher", "admin", "staff")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
NAMES = {"id": "video_id", "project": "slug"}  # what a path parameter is called in World


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.REWARD_WAIT_SECONDS = 0
    return World(project)


class Caller:
    """Sends generated requests, keeps count of the answers and notes the wrong ones."""

    def __init__(self, world: World, document: dict[str, Any], dice: random.Random) -> None:
        self._world, self._dice = world, dice
        self._conformance = Conformance(document)
        self._roles = cycle(ROLES)
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.faults: dict[str, str] = {}

    def send(self, case: Any) -> None:
        """One request in a transaction that is undone."""
        role = next(self._roles)
        client = self._world.client(role, "-")
        client.raise_request_exception = False
        with transaction.atomic():
            response = self._answer(client, case, role)
            transaction.set_rollback(True)
        self.statuses[role, response.status_code // 100] += 1
        if response.status_code >= 500:
            what = f"{case.method} {case.formatted_path} as {role}: {case.query} {str(case.body)[:500]}"
            self.faults.setdefault(f"{case.method} {case.path}", what)
        elif wrong := self._undocumented(case.operation.definition.raw["responses"], response):
            what = f"{case.method} {case.formatted_path} as {role}: {response.status_code} {wrong}"
            self.faults.setdefault(f"{case.method} {case.path}", what)

    def _undocumented(self, documented: dict[str, Any], response: Any) -> str:
        """How a good answer differs from what the document announces; empty where it does not."""
        if response.status_code >= 300:
            return ""
        announced = documented.get(str(response.status_code))
        if announced is None:
            return "is not announced"
        kind = response.get("Content-Type", "").partition(";")[0]
        schema = announced.get("content", {}).get(kind, {}).get("schema")
        if kind != "application/json" or not response.content:
            return ""
        if schema is None:
            return "announces no JSON"
        errors = self._conformance.errors(schema, response.json())
        return "; ".join(f"{each.json_path} {each.message[:150]}" for each in errors[:3])

    def _answer(self, client: APIClient, case: Any, role: str) -> Any:
        if self._dice.random() < 0.5:
            self._name_known(case, self._world.examples(role, "-"))
        sent = case.as_transport_kwargs(base_url="http://testserver")
        headers = {name: value for name, value in (sent.get("headers") or {}).items() if value is not None}
        headers.setdefault("If-Match", '"1"')
        path, content, kind = _content(case, sent)
        return client.generic(case.method, path, content, kind, headers=_headers(headers))  # type: ignore[arg-type]

    def _name_known(self, case: Any, known: dict[str, Any]) -> None:
        for name, given_value in case.path_parameters.items():
            wanted = name if name in known else NAMES.get(name, name)
            case.path_parameters[name] = str(known.get(wanted, given_value))
        for place in (case.query, case.body):
            if isinstance(place, dict) and "project" in place:
                place["project"] = known["slug"]


def _headers(headers: dict[str, Any]) -> dict[str, str]:
    """What a server could hand on: no line breaks, and no type or length, which go by the body."""
    own = ("content-type", "content-length", "cookie", "authorization", "user-agent")
    return {
        name: str(value).encode("latin-1", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ")
        for name, value in headers.items()
        if name.lower() not in own
    }


def _content(case: Any, sent: dict[str, Any]) -> tuple[str, bytes, str]:
    """The address with its query, the body, and the body's type."""
    import requests  # noqa: PLC0415 - only to write the body as a client would

    names = ("method", "url", "params", "json", "data", "files")
    request = requests.Request(**{name: sent[name] for name in names if name in sent})
    prepared = request.prepare()
    body = prepared.body or b""
    text = body.encode() if isinstance(body, str) else bytes(body)
    return (
        prepared.path_url,
        text,
        prepared.headers.get("Content-Type", case.media_type or "application/json"),
    )


def check(world: World, *, rounds: int) -> None:
    """Ask every operation `rounds` times as each role, with bodies as documented and with others."""
    number = int(os.environ.get("API_SEED") or random.SystemRandom().randrange(10**6))
    print(f"API_SEED={number}")
    document = yaml.load(DOCUMENT.read_text(), Loader=yaml.CSafeLoader)
    caller = Caller(world, document, random.Random(number))  # noqa: S311 - dice, not a secret
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for mode in MODES:
            _ask(operation, mode, caller, number, rounds * len(ROLES) // len(MODES) + 1)
    print(dict(sorted(caller.statuses.items())))
    assert not caller.faults, "\n" + "\n".join(caller.faults.values())


def _ask(operation: Any, mode: GenerationMode, caller: Caller, number: int, examples: int) -> None:
    bounded = bounds(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )

    @seed(number)
    @bounded
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        caller.send(case)

    with suppress(Unsatisfiable):  # nothing can be wrong with a request that has no parts
        ask()


def test_no_operation_fails(world: World) -> None:
    check(world, rounds=1)


@pytest.mark.full
def test_no_operation_fails_at_length(world: World) -> None:
    check(world, rounds=30)
