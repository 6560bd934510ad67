"""What docker-compose.yml runs, without Docker: its commands, environments, secrets and nginx's files.

Only paths, ports and the names of hosts are others.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.e2e.server import free_port

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 30
NGINX = Path("/usr/sbin/nginx")
BODY_MAX = "2m"
# deploy/site.env of the site, as docs/deployment.md describes it.
SITE_ENV = (
    "DEEPTRACE_OIDC_ISSUER=https://login.lab.example",
    "DEEPTRACE_OIDC_NAME=Example Lab",
    "DEEPTRACE_OIDC_CLIENT_ID=deeptrace",
    "DEEPTRACE_OIDC_CLIENT_SECRET_FILE=/run/site/oidc_client_secret",
)
# where the containers have something -> where it is in our folder
PATHS = {
    "/run/secrets": "secrets",
    "/run/site": "secrets/site",
    "/tmp/rendered": "rendered",  # noqa: S108 - of a container
    "/tmp": "tmp",  # noqa: S108 - of a container
    "/static": "srv/static",
    "/data": "data",
    "/srv": "srv",
}


def services_read() -> dict[str, dict[str, Any]]:
    """The services, with what they share filled in."""
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])


def command_of(service: str) -> list[str]:
    """What docker-compose.yml starts for the service."""
    return list(services_read()[service]["command"])


@dataclass(frozen=True)
class Stack:
    """A folder in which the services of docker-compose.yml find what they find in their containers."""

    folder: Path
    database_url: str
    redis_port: int
    web_ports: tuple[int, int]
    nginx_port: int
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The site as people reach it."""
        return f"http://127.0.0.1:{self.nginx_port}"

    def prepare(self) -> None:
        """Make the secrets as deploy/secrets.sh does, then name our hosts in them."""
        subprocess.run(
            [ROOT / "deploy/secrets.sh", self.secrets], check=True, stdout=subprocess.DEVNULL, timeout=30
        )
        broker = self.secrets / "broker_url"
        there = broker.read_text().replace("@redis:6379", f"@127.0.0.1:{self.redis_port}")
        for path, text in ((broker, there), (self.secrets / "database_url", self.database_url)):
            path.unlink()
            path.write_text(text)
        (self.secrets / "site/oidc_client_secret").write_text("made up for a test")
        for name in ("data/media", "srv", "redis", "tmp", "rendered"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "srv/media").symlink_to(self.folder / "data/media")

    @property
    def secrets(self) -> Path:
        """Where the secrets lie."""
        return self.folder / "secrets"

    def here(self, text: str) -> str:
        """The same text with our paths, and without what Docker Compose replaces."""
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text).replace("$$", "$")
        paths = "|".join(map(re.escape, PATHS))
        pattern = rf"(?<![\w/.}}])({paths})(?=[/\s\"');]|$)"
        return re.sub(pattern, lambda found: f"{self.folder}/{PATHS[found[1]]}", text)

    def environment(self, service: str) -> dict[str, str]:
        """The service's environment, and nothing of ours but the way to the programs."""
        described = services_read()[service]
        given = described.get("environment", {})
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        given = {"WEB_CONCURRENCY": "1", **given}  # a start of Django less for each web server
        if "env_file" in described:
            given = dict(line.split("=", 1) for line in SITE_ENV) | given
        return {"PATH": programs, **{name: self.here(str(value)) for name, value in given.items()}}

    def run(self, service: str, command: list[str], **more: str) -> None:
        """Run a program to its end as the service would."""
        given = [self.here(word) for word in command]
        environment = self.environment(service) | more
        done = subprocess.run(given, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]} {done.stderr[-4000:]}"

    @contextmanager
    def running(self, service: str, *more: str, name: str = "") -> Iterator["subprocess.Popen[bytes]"]:
        """Run what the service runs until the block ends, the whole process group."""
        command = [*(self.here(word) for word in command_of(service)), *more]
        with (self.folder / f"{name or service}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(service),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name or service] = process
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=STOP_SECONDS)

    def logs(self) -> str:
        """The ends of all logs."""
        return "\n".join(f"{path.name}: {path.read_text()[-2000:]}" for path in self.folder.glob("*.log"))

    def nginx_render(self, mode: str = "plain", **more: str) -> list[str]:
        """Write nginx's configuration as the image's entry point does; returns the command."""
        values = {
            **self.environment("nginx"),
            "DEEPTRACE_NGINX_MODE": mode,
            "DEEPTRACE_NGINX_PORT": f"127.0.0.1:{self.nginx_port}",
            "DEEPTRACE_NGINX_BODY_MAX": BODY_MAX,
            "DEEPTRACE_NGINX_WEB": "".join(f"server 127.0.0.1:{port};" for port in self.web_ports),
            **more,
        }
        for template in (ROOT / "deploy/nginx").glob("*.template"):
            text = re.sub(r"\$\{(DEEPTRACE_\w+)\}", lambda found: values[found[1]], template.read_text())
            (self.folder / "rendered" / template.stem).write_text(text)
        command = [self.here(word) for word in command_of("nginx")]
        user = " user root;" if os.geteuid() == 0 else ""  # pytest's folders are their owner's alone
        return [str(NGINX), *command[1:-1], command[-1] + user]


@contextmanager
def nginx_running(command: list[str], log: Path) -> Iterator[None]:
    """Run nginx until the block ends."""
    with log.open("ab") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=STOP_SECONDS)


def stack_in(folder: Path, database_url: str) -> Stack:
    """A stack on free ports."""
    ports = [free_port() for _ in range(4)]
    return Stack(folder, database_url, ports[0], (ports[1], ports[2]), ports[3])


def answers(url: str) -> bool:
    """Whether the address answers well."""
    try:
        return requests.get(url, timeout=2, allow_redirects=False).ok
    except requests.RequestException:
        return False
