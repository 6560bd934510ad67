"""docker-compose.yml's own commands over PostgreSQL and Redis: the site comes up and a clip goes through."""

import os
import secrets
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests import media, services
from tests.e2e.server import ApiSession, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90
PASSWORD = secrets.token_urlsafe(12)


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The processes have a data folder of their own: nothing to redirect in here."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running site."""
    folder, port = tmp_path_factory.mktemp("stack"), free_port()
    with services.postgres() as database, services.redis() as broker, ExitStack() as stack:
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATABASE_URL": database.url,
            "CELERY_BROKER_URL": broker.url,
            "DEEPTRACE_DATA": str(folder / "data"),
            "DEEPTRACE_SECRET_KEY": secrets.token_hex(32),
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }
        migrate, web = command_of("web")[2].split(" && ")
        run_once(shlex.split(migrate), environment)
        account = ["--noinput", "--username", "root", "--email", "root@example.org"]
        run_once([sys.executable, "manage.py", "createsuperuser", *account], environment)
        web_command = [*shlex.split(web.removeprefix("exec ")), "--bind", f"127.0.0.1:{port}"]
        stack.enter_context(running(web_command, environment, folder / "web.log"))
        stack.enter_context(running(command_of("worker"), environment, folder / "worker.log"))
        yield f"http://127.0.0.1:{port}"


def command_of(service: str) -> list[str]:
    """What docker-compose.yml starts for the service."""
    compose: Any = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return list(compose["services"][service]["command"])


def run_once(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run until the block ends, the whole process group."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def answers(site: str) -> bool:
    try:
        return requests.get(f"{site}/health/ready", timeout=2).ok
    except requests.RequestException:
        return False


@pytest.mark.postgres
def test_a_clip_goes_through(site: str, tmp_path: Path) -> None:
    wait_for(lambda: answers(site), seconds=READY_SECONDS, what="the site to answer")
    root = ApiSession(site).sign_in("root", PASSWORD)
    root.post("projects/", {"slug": "stack", "name": "Stack"}, status=201)
    path = media.make_clip(tmp_path / "clip.mp4", media.ClipSpec(frames=24))
    with path.open("rb") as stream:
        files = {"file": ("clip.mp4", stream, "video/mp4")}
        made = root.call("POST", "videos/", status=201, data={"project": "stack"}, files=files).json()
    video = wait_for(
        lambda: done(root.get(f"videos/{made['id']}/")), seconds=READY_SECONDS, what="the clip to be ready"
    )
    assert video["status"] == "ready", video
    assert video["frame_count"] == 24
    assert root.call("GET", f"videos/{made['id']}/frames/23.png").content.startswith(b"\x89PNG")


def done(video: Any) -> Any:
    """The video once it is no longer being processed."""
    return None if video["status"] == "processing" else video
