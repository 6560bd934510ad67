"""A project with clips, gold and a release, made as an admin and a researcher would."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deeptrace import Client, Retries
from tests.e2e.conftest import Studio
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import clip
from tests.rows import real_row, trace_row

SLUG = "client-pilot"
FAST = Retries(attempts=6, base_seconds=0.01, longest_seconds=0.05)
FACTS: dict[str, Any] = {"video_width": 320, "video_height": 180, "video_frame_count": 48}
BOX = {"left": 8, "top": 40, "width": 90, "height": 60}


@dataclass(frozen=True)
class Lab:
    """A project, its clips on this machine, and tokens: an admin's to fill it, a researcher's to read it."""

    platform: Platform
    studio: Studio
    clips: dict[str, Path]
    admin_token: str
    token: str

    def client(self, token: str = "", url: str = "") -> Client:
        """A client that loses no time between tries."""
        return Client(url or self.platform.url, token or self.token, retries=FAST)

    def env(self, token: str = "") -> dict[str, str]:
        """What the command line reads."""
        return {"DEEPTRACE_URL": self.platform.url, "DEEPTRACE_TOKEN": token or self.token}


def token_make(session: ApiSession, *scopes: str) -> str:
    """A token with these scopes."""
    asked = {"name": "client", "scopes": scopes, "expires_at": None}
    return str(session.post("tokens/", asked, status=201)["token"])


@pytest.fixture(scope="session")
def lab(platform: Platform, admin: ApiSession, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Three clips that the client uploaded, gold for them, and release 1."""
    return lab_make(Studio(platform, admin, SLUG), tmp_path_factory.mktemp("clips"))


def lab_make(studio: Studio, folder: Path, *, releases: int = 1) -> Lab:
    """A project with three clips that the client uploaded, gold for them, and releases of it."""
    names = ("fake-a", "fake-b", "real-a")
    clips = {name: folder / f"{name}.mp4" for name in names}
    for number, path in enumerate(clips.values()):
        path.write_bytes(clip("fps_24").read_bytes() + bytes(number))
    researcher = studio.session(studio.person("researcher", f"rita-of-{studio.slug}"))
    tokens = token_make(studio.admin, "manage", "reward"), token_make(researcher, "manage", "reward")
    made = Lab(studio.platform, studio, clips, *tokens)
    with made.client(made.admin_token) as uploading:
        done = uploading.videos.upload(list(clips.values()), project=studio.slug, progress=False)
    for each in done:
        studio.wait_ready(str(each.id))
    gold_import(studio.admin, studio.slug)
    with made.client() as client:
        for _ in range(releases):
            client.release_create(studio.slug).wait(timeout=120)
    return made


def gold_import(admin: ApiSession, slug: str) -> None:
    """Gold for the three clips, out of rows as the benchmark has them."""
    trace = FACTS | {"faketrace_bbox": BOX, "faketrace_last_frame": 40}
    rows = [
        trace_row("fake-a", **trace),
        trace_row("fake-a", **trace | {"faketrace_first_frame": 20}),
        trace_row("fake-b", split="test", **trace),
        real_row("real-a", **FACTS),
    ]
    file = ("all_data.json", json.dumps(rows), "application/json")
    answer = admin.call("POST", "imports/", status=202, data={"project": slug}, files={"file": file})
    path = f"imports/{answer.json()['id']}/"
    found: Any = wait_for(lambda: _done(admin.get(path)), seconds=60, what="the import")
    assert found["result"]["errors"] == []


def _done(job: Any) -> Any:
    return job if job["status"] in {"done", "failed"} else None
