"""The platform calls nobody: over every GET and an ingest, no address outside is asked for."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Project
from tests import factories
from tests.media import clip
from tests.permissions.people import World
from tests.permissions.table import LINES
from tests.permissions.walk import answer
from tests.uploading import ready_video

pytestmark = pytest.mark.django_db
HERE = ("127.", "::1", "localhost", "/", "\0")
_heard: list[list[str]] = []


def _listen(event: str, told: tuple[Any, ...]) -> None:
    """Hooks of Python stay for good: this one listens only while somebody wants to know."""
    if not _heard or event not in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        return
    address = told[0] if event == "socket.getaddrinfo" else told[1]
    host = address[0] if isinstance(address, tuple) else address
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "localhost")
    if not text.startswith(HERE):
        _heard[-1].append(f"{event} {text}")


sys.addaudithook(_listen)


@contextmanager
def calls_outside() -> Iterator[list[str]]:
    """What this process asks for elsewhere."""
    _heard.append([])
    try:
        yield _heard[-1]
    finally:
        _heard.pop()


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def test_nobody_is_called(world: World, project: Project) -> None:
    with calls_outside() as heard:
        for line in LINES:
            if line.call.startswith("GET") and line.cells.get("admin") in ("ok", "none"):
                answer(world.client("admin", line.whose), line.call, world.examples("admin", line.whose))
        ready_video(project, clip("fps_25"), video_id="new")
        APIClient().post("/api/v1/session/", {"username": "x", "password": factories.PASSWORD})
    assert heard == []


def test_a_call_would_be_heard() -> None:
    with calls_outside() as heard, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("192.0.2.1", 9))  # a datagram's socket sends nothing when it is connected
    assert heard == ["socket.connect 192.0.2.1"]
