"""docker-compose.yml without Docker: every service's command, nginx before two web servers, a clip."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest
import requests

from deeptrace_site.middleware import PAGE_POLICY
from tests import media, services
from tests.e2e.server import ApiSession, free_port, wait_for
from tests.production.stack import (
    ROOT,
    Stack,
    answers,
    command_of,
    nginx_running,
    services_read,
    stack_in,
)

READY_SECONDS = 120
PASSWORD = "a made-up sentence of a test"
ASSET = "static/deeptrace/assets/made-AbCd_-12.js"
pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The processes have a data folder of their own: nothing to redirect in here."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The running site."""
    with services.postgres() as database, ExitStack() as running:
        stack = stack_in(tmp_path_factory.mktemp("stack"), database.url)
        stack.prepare()
        redis = ["--port", str(stack.redis_port), "--bind", "127.0.0.1"]
        running.enter_context(stack.running("redis", *redis))
        stack.run("migrate", command_of("migrate"))
        (stack.folder / "srv" / ASSET).parent.mkdir(parents=True, exist_ok=True)
        (stack.folder / "srv" / ASSET).write_text("export {};\n")
        for port in stack.web_ports:
            running.enter_context(stack.running("web", "--bind", f"127.0.0.1:{port}", name=f"web-{port}"))
        for service in ("worker", "beat"):
            running.enter_context(stack.running(service))
        running.enter_context(nginx_running(stack.nginx_render(), stack.folder / "nginx.log"))
        account = ["python", "manage.py", "createsuperuser", "--noinput", "--username", "root"]
        stack.run("migrate", [*account, "--email", "r@example.org"], DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        for url in (stack.url, *(f"http://127.0.0.1:{port}" for port in stack.web_ports)):
            wait_for(partial(answers, f"{url}/health/ready"), seconds=READY_SECONDS, what=stack.logs())
        yield stack


@pytest.fixture(scope="module")
def root(stack: Stack) -> ApiSession:
    session = ApiSession(stack.url).sign_in("root", PASSWORD)
    session.post("projects/", {"slug": "stack", "name": "Stack"}, status=201)
    return session


@pytest.fixture(scope="module")
def clip(stack: Stack, root: ApiSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """A video that was uploaded and made ready: its id and its bytes."""
    path = media.make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", media.ClipSpec(frames=24))
    with path.open("rb") as stream:
        files = {"file": ("clip.mp4", stream, "video/mp4")}
        made = root.call("POST", "videos/", status=201, data={"project": "stack"}, files=files).json()
    video = wait_for(
        lambda: done(root.get(f"videos/{made['id']}/")), seconds=READY_SECONDS, what=stack.logs()
    )
    assert (video["status"], video["frame_count"]) == ("ready", 24), video
    return made["id"], path.read_bytes()


def done(video: Any) -> Any:
    """The video once it is no longer being processed."""
    return None if video["status"] == "processing" else video


def test_a_clip_goes_through_and_nginx_sends_its_bytes(
    stack: Stack, root: ApiSession, clip: tuple[str, bytes]
) -> None:
    video, content = clip
    assert root.call("GET", f"videos/{video}/frames/23.png").content.startswith(b"\x89PNG")
    whole = root.call("GET", f"videos/{video}/media/")
    part = root.call("GET", f"videos/{video}/media/", status=206, headers={"Range": "bytes=100-199"})
    assert (whole.content, part.content) == (content, content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(content)}"
    assert "Last-Modified" in whole.headers  # of nginx: the web server sends none
    for answer in (whole, part):
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert not [name for name in answer.headers if name.lower().startswith("x-accel")]
    again = {"Range": "bytes=0-9", "If-Range": whole.headers["ETag"]}
    assert root.call("GET", f"videos/{video}/media/", status=206, headers=again).content == content[:10]
    assert not root.call("HEAD", f"videos/{video}/media/").content


def test_media_are_for_those_who_may_see_them(stack: Stack, clip: tuple[str, bytes]) -> None:
    video, content = clip
    assert ApiSession(stack.url).call("GET", f"videos/{video}/media/", status=401).content != content
    stored = next((stack.folder / "data/media").rglob("*.mp4")).relative_to(stack.folder / "data/media")
    for path in (f"/protected/../protected/media/{stored}", f"/static/../media/{stored}", "/static../data/"):
        assert content not in asked(stack, path)
    assert requests.get(f"{stack.url}/protected/media/{stored}", timeout=5).status_code == 404


def asked(stack: Stack, path: str) -> bytes:
    """The body for a path as it stands: `requests` would tidy the dots away."""
    connection = HTTPConnection("127.0.0.1", stack.nginx_port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_static_files_are_nginxs_and_keep_for_ever_where_their_name_holds_a_hash(stack: Stack) -> None:
    plain = requests.get(f"{stack.url}/static/admin/css/base.css", timeout=5)
    hashed = requests.get(f"{stack.url}/{ASSET}", timeout=5)
    by_web = requests.get(f"http://127.0.0.1:{stack.web_ports[0]}/static/admin/css/base.css", timeout=5)
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "public, max-age=60"
    assert plain.headers["Content-Encoding"] == "gzip"
    assert plain.text == by_web.text
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
    ):
        assert plain.headers[name] == hashed.headers[name] == by_web.headers[name]
    assert plain.headers["Content-Security-Policy"] == PAGE_POLICY


def test_pages_come_through_as_the_web_server_made_them(stack: Stack) -> None:
    page = requests.get(f"{stack.url}/", timeout=5)
    assert page.headers["Content-Security-Policy"] == PAGE_POLICY
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Server"] == "nginx"
    assert requests.get(f"{stack.url}/health/live", timeout=5).json()["status"] == "ok"


def test_figures_are_for_who_has_the_token_and_never_by_the_proxy(stack: Stack) -> None:
    assert requests.get(f"{stack.url}/metrics", timeout=5).status_code == 404
    address = f"http://127.0.0.1:{stack.web_ports[0]}/metrics"
    token = (stack.secrets / "metrics_token").read_text()
    assert requests.get(address, timeout=5).status_code == 401
    told = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=5)
    assert told.status_code == 200
    assert "deeptrace_" in told.text


def test_a_setting_and_its_secret_reach_the_web_server_by_the_sites_own_file(stack: Stack) -> None:
    assert requests.get(f"{stack.url}/api/v1/session/", timeout=5).json()["provider"] == "Example Lab"


def test_what_is_too_large_is_said_as_the_api_says_things(stack: Stack, root: ApiSession) -> None:
    answer = root.call(
        "POST", "videos/", status=413, data={"project": "stack"}, files={"file": ("a.mp4", bytes(3 * 2**20))}
    )
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json"
    assert answer.json()["status"] == 413
    assert answer.json()["code"] == "upload_too_large"


def test_every_health_check_is_content(stack: Stack) -> None:
    ports = {"web": str(stack.web_ports[1])}
    checked = set()
    for name, service in services_read().items():
        test = service.get("healthcheck", {}).get("test")
        if not test or name in {"postgres", "gpu-worker", "minio"}:  # by the next test, as worker's, not here
            continue
        words = [stack.here(word).replace(":8080", f":{stack.nginx_port}") for word in test[1:]]
        words = [word.replace("redis-cli", f"redis-cli -p {stack.redis_port}") for word in words]
        command = ["sh", "-c", *words] if test[0] == "CMD-SHELL" else words
        more = {"PORT": ports[name]} if name in ports else {}
        wait_for(partial(healthy, stack, name, command, more), seconds=60, what=f"{name} healthy")
        checked.add(name)
    assert checked == {"redis", "web", "worker", "beat", "nginx"}


def healthy(stack: Stack, service: str, command: list[str], more: dict[str, str]) -> bool:
    """Whether the health check ends well."""
    environment = stack.environment(service) | more
    return not subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True).returncode


def test_the_databases_options_and_check_are_valid(stack: Stack) -> None:
    folder = stack.database_url.partition("?host=")[2]
    options = command_of("postgres")[1:]
    server = services._program(command_of("postgres")[0])
    command = [server, "-D", f"{folder}/db", *options, "-C", "max_connections"]
    nobody = services._nobody()
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, user=nobody.pw_uid if nobody else None
    )
    assert done.stdout.split() == ["200"]
    check = services_read()["postgres"]["healthcheck"]["test"][1:]
    ready = [services._program(check[0]), *check[1:], f"--host={folder}"]
    assert subprocess.run(ready, check=False, capture_output=True).returncode == 0


def test_a_certificate_of_ones_own(stack: Stack) -> None:
    made = ["openssl", "req", "-x509", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    made += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    made += ["-keyout", str(stack.secrets / "tls_key"), "-out", str(stack.secrets / "tls_certificate")]
    subprocess.run(made, check=True, capture_output=True)
    ports = {"DEEPTRACE_NGINX_PORT": str(free_port()), "DEEPTRACE_NGINX_TLS_PORT": str(free_port())}
    for mode in ("proxied", "tls"):
        command = [*stack.nginx_render(mode, **ports)[:-2], "-t"]
        checked = subprocess.run(command, check=False, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr


def test_one_web_server_may_go_while_people_work_and_none_is_a_sentence(stack: Stack) -> None:
    first, second = (stack.processes[f"web-{port}"] for port in stack.web_ports)
    first.terminate()
    alone = f"http://127.0.0.1:{stack.web_ports[0]}/health/live"
    found = {requests.get(f"{stack.url}/health/live", timeout=5).status_code for _ in range(100)}
    wait_for(lambda: not answers(alone), seconds=40, what="the web server to end")
    found |= {requests.get(f"{stack.url}/health/live", timeout=5).status_code for _ in range(20)}
    assert found == {200}
    assert first.wait(timeout=40) == 0
    second.terminate()
    [answer] = wait_for(lambda: away(stack), seconds=40, what="both web servers to end")
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json"
    assert answer.headers["Retry-After"] == "2"
    assert answer.json()["code"] == "unavailable"


def away(stack: Stack) -> list[requests.Response]:
    """What the API answers once nobody is there any more."""
    answer = requests.get(f"{stack.url}/api/v1/session/", timeout=5)
    return [answer] if answer.headers.get("Retry-After") else []
