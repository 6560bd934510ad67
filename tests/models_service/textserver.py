"""A small OpenAI-compatible server for text models."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class TextServer(ThreadingHTTPServer):
    """Answers what `reply` says and keeps what it was asked."""

    reply: tuple[int, Any] = (200, {})
    location = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, Any]] = []

    def says(self, text: str) -> None:
        """Answer everything with this text."""
        self.reply = (200, {"choices": [{"message": {"content": text}}]})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: TextServer

    def do_POST(self) -> None:  # noqa: N802
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), body))
        status, told = self.server.reply
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def text_server(settings: Any) -> Iterator[TextServer]:
    """A running server that the settings name."""
    with TextServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.TEXT_MODEL_URL, settings.TEXT_MODEL_NAME, settings.TEXT_MODEL_KEY = running.url, "small", "k"
        yield running
        running.shutdown()
        thread.join()
