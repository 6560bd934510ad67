"""Raw sockets against the server as it is run: bodies that drip, lie about their length or never come."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import requests

from tests.e2e.server import ApiSession, Platform, platform_running
from tests.media import clip

BODY_SECONDS = 2
#: What a loaded machine may add; without a limit a body is waited for without end.
BOUND_SECONDS = 20
TOKEN = "x" * 32
OPEN = (
    "POST /api/v1/session/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    f"X-CSRFToken: {TOKEN}\r\nCookie: csrftoken={TOKEN}\r\n"
)


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The platform is a process with a data folder of its own."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("slow")
    with platform_running(
        folder / "data", folder / "serve.log", DEEPTRACE_BODY_SECONDS=str(BODY_SECONDS)
    ) as running:
        yield running


def connect(platform: Platform) -> socket.socket:
    port = int(platform.url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=BOUND_SECONDS)


def answer(client: socket.socket) -> int:
    """The status, 0 where the server only closed; fails where it does neither within the bound."""
    try:
        first = client.recv(4096)
    except ConnectionError:
        return 0
    return int(first.split(b" ", 2)[1]) if first else 0


def others_answered(platform: Platform) -> bool:
    return requests.get(f"{platform.url}/health/ready", timeout=BOUND_SECONDS).ok


def drip(clients: list[socket.socket]) -> None:
    """A byte from each, as often as they still take it."""
    for client in clients:
        try:
            client.send(b" ")
        except OSError:
            continue


def test_bodies_that_drip_end_and_stop_nobody(platform: Platform) -> None:
    with ExitStack() as stack:
        dripped_on(platform, [stack.enter_context(connect(platform)) for _ in range(3)])


def dripped_on(platform: Platform, clients: list[socket.socket]) -> None:
    """Each is answered or closed within the bound, while others are answered all the time."""
    for client in clients:
        client.sendall(f"{OPEN}Content-Length: 50000\r\n\r\n".encode())
        client.settimeout(0.05)
    waiting, started = dict.fromkeys(clients), time.monotonic()
    answers = []
    while waiting and time.monotonic() - started < BOUND_SECONDS:
        drip(list(waiting))
        assert others_answered(platform)
        for client in list(waiting):
            try:
                answers.append(answer(client))
            except TimeoutError:
                continue
            del waiting[client]
    assert not waiting and set(answers) <= {0, 400, 408}


@pytest.mark.parametrize(
    ("rest", "allowed"),
    [
        ("Content-Length: 5000\r\n\r\n{}", {0, 400, 408}),
        ('Content-Length: 2\r\n\r\n{}{"more": "than announced"}', {400}),
        ("\r\n{}", {400, 411}),
        ("Content-Length: -5\r\n\r\n{}", {0, 400}),
        ("Content-Length: five\r\n\r\n{}", {0, 400}),
        ("Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}", {0, 400}),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", {0, 400}),
        ("".join(f"X-Flood-{n}: x\r\n" for n in range(500)) + "\r\n", {0, 400, 431}),
        (f"X-Flood: {'x' * 100_000}\r\n\r\n", {0, 400, 431}),
    ],
    ids=["longer", "shorter", "none", "negative", "word", "two", "both", "many-headers", "long-header"],
)
def test_what_is_said_of_a_body_and_is_not_true(platform: Platform, rest: str, allowed: set[int]) -> None:
    with connect(platform) as client:
        client.sendall((OPEN + rest).encode())
        assert answer(client) in allowed
    assert others_answered(platform)


def test_an_upload_that_stops_leaves_nothing(platform: Platform) -> None:
    admin = platform.admin()
    admin.post("projects/", {"slug": "slow", "name": "Slow"}, status=201)
    sent = upload_bytes(admin)
    with connect(platform) as client:
        client.sendall(sent[: len(sent) // 2])
        assert answer(client) in {0, 400, 408}
    assert [path for path in (platform.data / "incoming").rglob("*") if path.is_file()] == []
    assert admin.get("videos/?project=slow")["results"] == []
    assert [path for path in (platform.data / "media").rglob("*.mp4")] == []


def upload_bytes(admin: ApiSession) -> bytes:
    """A whole upload of a clip, as it goes over the wire."""
    url = f"{admin.url}/api/v1/videos/"
    headers = {"X-CSRFToken": admin.http.cookies.get("csrftoken") or "", "Referer": admin.url}
    files = {"file": ("clip.mp4", clip("fps_25").read_bytes(), "video/mp4")}
    request = requests.Request("POST", url, headers=headers, data={"project": "slow"}, files=files)
    made = admin.http.prepare_request(request)
    head = "".join(f"{name}: {value}\r\n" for name, value in made.headers.items())
    assert isinstance(made.body, bytes)
    return f"POST /api/v1/videos/ HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode() + made.body
