"""Files on their way to the platform; it answers here as `make examples` has recorded it."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deeptrace import Client
from deeptrace.api.videos import WORKERS
from deeptrace.errors import DeepTraceError, UsageError
from tests.client.serving import FAST, listening

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "deeptrace_site/openapi/examples"
PAGE = ROOT / "docs/suggestions.md"
PATIENCE_S = 30


def recorded(file: str, operation: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((EXAMPLES / f"{file}.json").read_text())[operation]["response"]
    return body


@dataclass
class Desk:
    """Takes files: each waits until `together` are under way at once. A score is there at the second look."""

    together: int = 1
    received: list[bytes] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Whoever comes waits here for the others."""
        self._gate = threading.Barrier(self.together)

    def took(self, path: str, form: bytes) -> tuple[int, dict[str, Any]]:
        """The answer to a form."""
        self.received.append(form)
        if path == "/api/v1/rewards/":
            return 202, recorded("models", "rewards_create")
        self._gate.wait(PATIENCE_S)
        return 201, recorded("projects", "videos_create")

    def looked(self, path: str) -> tuple[int, dict[str, Any]]:
        """The answer to a look at a score."""
        self.looks.append(path)
        waits = recorded("models", "rewards_create")
        return 200, waits if len(self.looks) == 1 else recorded("models", "rewards_retrieve")


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(*desk.took(self.path, form))

        def do_GET(self) -> None:
            self._answer(*desk.looked(self.path))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def opened(desk: Desk) -> Iterator[Client]:
    """A client of the desk."""
    with listening(_handler(desk)) as url, Client(url, "dt_test", retries=FAST) as client:
        yield client


@pytest.fixture
def clips(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.mp4" for number in range(2 * WORKERS)]
    for path in paths:
        path.write_bytes(b"clip " + path.name.encode())
    return paths


def test_files_are_sent_several_at_a_time_and_told_in_their_order(clips: list[Path]) -> None:
    desk = Desk(together=WORKERS)
    with opened(desk) as client:
        sent = client.videos.upload(clips, project="demo", progress=False, source="Sora")
    assert [each.path for each in sent] == [str(path) for path in clips]
    assert {(each.video_id, each.error, each.duplicate) for each in sent} == {("clip", None, False)}
    for path in clips:
        assert sum(path.read_bytes() in form and b"Sora" in form for form in desk.received) == 1


def test_one_name_is_for_one_video(clips: list[Path]) -> None:
    with opened(Desk()) as client, pytest.raises(UsageError, match="one by one"):
        client.videos.upload(clips, project="demo", progress=False, video_id="a")


def test_a_score_is_waited_for(clips: list[Path]) -> None:
    desk = Desk()
    with opened(desk) as client:
        found = client.rewards.score(clips[0], project="demo")
    assert (found.p_fake, found.status) == (0.9, "done")
    assert found.reward == pytest.approx(0.1)
    assert found.traces[0]["categories"] == ["object_merging"]
    asked = recorded("models", "rewards_create")["id"]
    assert desk.looks == [f"/api/v1/rewards/{asked}/"] * 2
    assert b'name="project"' in desk.received[0]


def test_the_training_loop_that_the_page_shows_runs(clips: list[Path]) -> None:
    """With a generator whose clips are all the same, and without its pauses."""
    (program,) = re.findall(
        r"^```python\n(.*?def reward.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE
    )
    desk, updates = Desk(), []
    generator = SimpleNamespace(
        sample=lambda prompt: SimpleNamespace(path=str(clips[0])),
        update=lambda prompt, made, advantages: updates.append((prompt, len(made), advantages)),
    )
    with listening(_handler(desk)) as base:
        names = {"base": base, "token": "dt_test", "prompts": ["a cat"], "generator": generator}
        exec(program.replace("sleep(2)", "monotonic()"), names)  # noqa: S102 - a page of this repository
    assert updates == [("a cat", 8, [0.0] * 8)]
    assert len(desk.looks) == len(desk.received) + 1 == 9


def test_a_score_that_takes_too_long_says_so(clips: list[Path]) -> None:
    with opened(Desk()) as client, pytest.raises(DeepTraceError, match="look again later"):
        client.rewards.score(clips[0], project="demo", timeout=0.1)
