"""What goes over the wire to Sentry: an error and where it happened, nothing about anybody."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[3]
LIBRARIES = {"gzip": "gzip", "br": "brotli"}
FAIL = """
import sys
import django
django.setup()
print("sentry_sdk" in sys.modules)
from wsgiref.util import setup_testing_defaults
from deeptrace_site import views
from deeptrace_site.wsgi import application

def broken():
    secret_of_the_frame = "frame-canary"
    raise RuntimeError("refused: password=hunter2 for postgres://me:dbsecret@10.0.0.9")

views.frontend_assets = broken
asked = {"PATH_INFO": "/path-canary", "QUERY_STRING": "token=query-canary", "HTTP_HOST": "localhost",
         "HTTP_AUTHORIZATION": "Bearer header-canary", "HTTP_COOKIE": "sessionid=cookie-canary",
         "HTTP_X_REQUEST_ID": "request-canary"}
setup_testing_defaults(asked)
b"".join(application(asked, lambda *_: None))
if "sentry_sdk" in sys.modules:
    sys.modules["sentry_sdk"].flush(5)
"""


class Sentry(HTTPServer):
    """A server on the loopback that keeps what it is sent."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Keeper)


class Keeper(BaseHTTPRequestHandler):
    """Takes every envelope."""

    server: Sentry

    def do_POST(self) -> None:  # noqa: N802 - http.server calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        library = LIBRARIES.get(self.headers.get("Content-Encoding", ""))
        self.server.received.append(import_module(library).decompress(body) if library else body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with Sentry() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def failing(tmp_path: Path, **env: str) -> str:
    told = {"DJANGO_SETTINGS_MODULE": "deeptrace_site.settings", "DEEPTRACE_DATA": str(tmp_path), **env}
    done = subprocess.run(
        [sys.executable, "-c", FAIL], cwd=ROOT, env=told, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_an_error_arrives_without_anything_about_anybody(sentry: Sentry, tmp_path: Path) -> None:
    dsn = f"http://public@127.0.0.1:{sentry.server_port}/1"
    assert failing(tmp_path, DEEPTRACE_SENTRY_DSN=dsn) == "True"
    envelopes = b"\n".join(sentry.received).decode()
    events = [json.loads(line) for line in envelopes.split("\n") if '"exception"' in line]
    assert len(events) == 1
    (event,) = events
    failure = event["exception"]["values"][-1]
    assert failure["type"] == "RuntimeError"
    assert failure["value"] == "refused: password=[hidden] for postgres://me:[hidden]@10.0.0.9"
    assert event["tags"]["request_id"] == "request-canary"
    assert event["request"] == {"method": "GET"}
    for secret in ("hunter2", "dbsecret", "header-", "cookie-", "query-", "path-canary", "frame-canary"):
        assert secret not in envelopes, secret


def test_nothing_is_loaded_where_no_address_is_set(tmp_path: Path) -> None:
    assert failing(tmp_path) == "False"
