"""Every place of every body gets every wrong value: a clear 4xx, nothing stored, every list still answers."""

import os
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from annotations.models import Annotation, Event, Job, Project, Trace, Video
from annotations.services.job_runs import job_execute
from reviewers.models import Gold, GoldTrace, Thread
from tests import factories
from tests.bad_input.wrong import (
    DEEP,
    NEVER_GOOD,
    OFTEN,
    WRONG,
    json_of,
    places,
    put_in,
    same_type,
    send,
    value_at,
)
from tests.permissions.bodies import body_of
from tests.permissions.people import World
from tests.permissions.table import LINES, Line
from tests.permissions.walk import address, answer
from tests.rows import trace_row

pytestmark = pytest.mark.django_db

KEYFRAME = {"frame": 3, "left": 1, "top": 1, "width": 90, "height": 90}
TRACE = factories.trace_body(onset_frame=3, offset_frame=40, keyframes=[KEYFRAME])
ANSWER = {"verdict": "fake", "note": "Look at the hand.", "traces": [TRACE]}
GOLD_TRACE = {name: TRACE[name] for name in TRACE if name not in ("id", "origin", "suggestion")}
GOLD = {"verdict": "fake", "traces": [GOLD_TRACE | {"sources": []}]}
# Where nothing of a wrong type may pass, with bodies that have every field.
WHOLE: dict[str, dict[str, Any]] = {
    "PUT annotations/<annotation_id>/": ANSWER,
    "POST annotations/<annotation_id>/copies/": ANSWER | {"base_revision": 1},
    "PUT videos/<video_id>/gold/": GOLD,
    "POST threads/": {"text": "Here?", "frame": 3, "bbox": {"left": 1, "top": 1, "width": 9, "height": 9}},
}
FORMS = ("POST videos/", "POST imports/", "POST evaluations/")
STORED = (Annotation, Trace, Gold, GoldTrace, Thread, Event)
COUNTS = ", ".join(
    [f"(SELECT count(*) FROM {model._meta.db_table})" for model in STORED]  # noqa: S608 - our own tables
    + [f"(SELECT sum(revision) FROM {Annotation._meta.db_table})"]  # noqa: S608
)


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def allowed(line: Line) -> str | None:
    """Somebody who may do it."""
    return next((role for role, code in reversed(line.cells.items()) if code == "ok"), None)


def writes() -> dict[str, tuple[Line, str]]:
    """Each write that takes a JSON body, with a line and a role that may."""
    found: dict[str, tuple[Line, str]] = {}
    for line in LINES:
        role = allowed(line)
        if role and not line.call.startswith(("GET", "HEAD", "DELETE")):
            found.setdefault(line.call, (line, role))
    return found


def stored() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTS}")
        return tuple(cursor.fetchone())


class Caller:
    """Sends bodies to one route as somebody who may, and undoes what they did."""

    def __init__(self, world: World, call: str) -> None:
        line, role = writes()[call]
        self.call = call
        self.known = world.examples(role, line.whose)
        self.client = world.client(role, line.whose)
        self.client.raise_request_exception = False
        whole = body_of(call, self.known)
        self.body: Any = whole | WHOLE.get(call, {}) if isinstance(whole, dict) else whole
        self.before = stored()

    def send(self, text: str) -> tuple[Any, bool]:
        """The answer to this text, and whether anything was stored."""
        method, route = self.call.split()
        with transaction.atomic():
            response = send(self.client, method, address(route, self.known), text)
            changed = stored() != self.before
            transaction.set_rollback(True)
        return response, changed

    def faults(self, what: str, text: str, *, may_pass: bool) -> list[str]:
        """What is wrong with the answer."""
        response, changed = self.send(text)
        status = response.status_code
        if status >= 500 or (status < 300 and not may_pass) or (status >= 400 and changed):
            return [f"{self.call} with {what}: {status}{', and it was stored' if changed else ''}"]
        if status == 400 and "code" not in response.json():
            return [f"{self.call} with {what}: no problem+json"]
        return []


def sent_to(caller: Caller) -> Iterator[tuple[str, str, bool]]:
    """(what, text, may it pass) for every wrong value; what no parser takes only at the last place."""
    strict = caller.call in WHOLE
    every = list(places(caller.body))
    for at in every:
        for name, value in WRONG.items():
            if at == every[-1] or (name not in NEVER_GOOD and (strict or name in OFTEN)):
                good = name not in NEVER_GOOD and (not strict or same_type(value, value_at(caller.body, at)))
                what = f"{name} at {'.'.join(map(str, at)) or 'the top'}"
                yield what, json_of(put_in(caller.body, at, value)), good
    yield "100,000 nested lists", DEEP, False
    yield "100,000 nested lists inside", f'{{"text": {DEEP}}}', False
    yield "half a body", json_of(caller.body)[:-1], False


def json_calls() -> list[str]:
    return [call for call in writes() if call not in FORMS]


@pytest.mark.parametrize("call", sorted(WHOLE))
def test_a_whole_body_is_good(world: World, call: str) -> None:
    caller = Caller(world, call)
    response, changed = caller.send(json_of(caller.body))
    assert response.status_code < 300, response.json()
    assert changed


def check_nonsense(world: World, share: float) -> None:
    """Send a share of the wrong values, drawn anew for each write; BAD_INPUT_SEED repeats a run."""
    number = int(os.environ.get("BAD_INPUT_SEED") or random.SystemRandom().randrange(10**6))
    print(f"BAD_INPUT_SEED={number}")
    dice = random.Random(number)  # noqa: S311 - dice, not a secret
    faults: list[str] = []
    for call in json_calls():
        caller = Caller(world, call)
        takes_none = not caller.body  # it looks at no body, whatever is sent
        for what, text, may_pass in sent_to(caller):
            if dice.random() < share:
                faults += caller.faults(what, text, may_pass=may_pass or takes_none)
    assert not faults, "\n" + "\n".join(faults)


def test_no_write_takes_nonsense(world: World) -> None:
    check_nonsense(world, share=0.25)


@pytest.mark.full
def test_no_write_takes_any_nonsense(world: World) -> None:
    check_nonsense(world, share=1)


NAMED: dict[str, tuple[Any, ...]] = {
    "an unknown category": ({"categories": ["nonsense"]}, "unknown_category", "unknown"),
    "a category twice": ({"categories": ["object_merging", "object_merging"]}, "duplicate"),
    "offset before onset": ({"onset_frame": 41, "keyframes": []}, "before_onset"),
    "onset outside the clip": ({"onset_frame": -1}, "out_of_range", "min_value"),
    "offset outside the clip": ({"offset_frame": 10_000}, "out_of_range"),
    "a keyframe outside the trace": (
        {"keyframes": [KEYFRAME | {"frame": 2}]},
        "outside_span",
        "out_of_range",
    ),
    "a box outside the picture": (
        {"keyframes": [KEYFRAME | {"left": 600}]},
        "out_of_range",
        "outside_picture",
    ),
    "a box without pixels": ({"keyframes": [KEYFRAME | {"width": 0}]}, "out_of_range", "min_value"),
    "keyframes that do not ascend": ({"keyframes": [KEYFRAME, KEYFRAME]}, "not_ascending"),
    "10,000 keyframes": ({"keyframes": [KEYFRAME] * 10_000}, "max_length"),
}


@pytest.mark.parametrize("call", ["PUT annotations/<annotation_id>/", "PUT videos/<video_id>/gold/"])
def test_a_wrong_trace_is_named(world: World, call: str) -> None:
    caller = Caller(world, call)
    for name, (fields, *codes) in NAMED.items():
        body = caller.body | {"traces": [caller.body["traces"][0] | fields]}
        response, changed = caller.send(json_of(body))
        assert response.status_code == 400, name
        (error, *_) = response.json()["errors"]
        assert error["field"].startswith("traces.0."), name
        assert error["code"] in codes, (name, error)
        assert not changed, name


def test_imported_nonsense_is_told_row_by_row(world: World, project: Project) -> None:
    """Every field of a row gets every wrong value: the job ends, good rows are in, every list answers."""
    good = trace_row("good")
    texts = [
        json_of(put_in(trace_row(f"row-{number}"), at, value))
        for number, (at, value) in enumerate((at, value) for at in places(good) for value in WRONG.values())
    ]
    content = "[" + ",".join([*texts, json_of(good)]) + "]"
    sent = world.client("admin", "-").post(
        "/api/v1/imports/",
        {
            "project": project.slug,
            "metadata_only": "true",
            "file": SimpleUploadedFile("rows.json", content.encode(), "application/json"),
        },
        format="multipart",
    )
    assert sent.status_code == 202
    job_execute(job_id=UUID(sent.json()["id"]))
    job = Job.objects.get(pk=sent.json()["id"])
    assert job.status in ("done", "failed"), job.error_detail
    assert every_list_answers(world) == []


def test_an_import_of_anything_else_is_refused(world: World, project: Project) -> None:
    client = world.client("admin", "-")
    for content in (b"", b"{", DEEP.encode(), b"\xff\xfe", b'{"a": NaN}', b'["a\\ud800"]', b"[[[]]]", b"\0"):
        file = SimpleUploadedFile("rows.json", content, "application/json")
        form = {"project": project.slug, "metadata_only": "true", "file": file}
        response = client.post("/api/v1/imports/", form, format="multipart")
        assert response.status_code in (202, 400), content[:20]
        if response.status_code == 202:
            job_execute(job_id=UUID(response.json()["id"]))
            assert Job.objects.get(pk=response.json()["id"]).status in ("done", "failed"), content[:20]
    assert not Video.objects.filter(metadata_only=True).exists()
    assert every_list_answers(world) == []


def every_list_answers(world: World) -> list[str]:
    """The lists that do not answer 200 to somebody who may read them."""
    failed = []
    for line in LINES:
        role = allowed(line)
        if line.call.startswith("GET") and line.call.endswith("/") and line.whose == "-" and role:
            response, _ = answer(world.client(role, "-"), line.call, world.examples(role, "-"))
            failed += [line.call] if response.status_code != 200 else []
    return failed
