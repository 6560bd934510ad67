"""The player alone in a page, behind a small server: bench.scrub measures it, the browser tests probe it."""

import functools
import http.server
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from annotations.media import MediaFacts, MediaLimits, decode_frame, media_inspect
from annotations.media.serve import RangeNotSatisfiableError, range_parse

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class ServedClip:
    path: Path
    facts: MediaFacts
    content: bytes


class PlayerPage:
    """The built page, the clips that it can open, and where they are served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clips: dict[str, ServedClip] = {}
        self.origin = ""

    def add(self, name: str, path: Path) -> None:
        """Serve a clip as /clips/NAME.mp4 and its frames as /frames/NAME/N.png."""
        with tempfile.TemporaryDirectory() as folder:
            facts = media_inspect(path, Path(folder), MediaLimits())
        self.clips[name] = ServedClip(path, facts, path.read_bytes())

    def request(self, name: str, **options: Any) -> dict[str, Any]:
        """What `bench.open` takes."""
        facts = self.clips[name].facts
        return {
            "mediaUrl": f"{self.origin}/clips/{name}.mp4",
            "frameUrl": f"{self.origin}/frames/{name}/{{n}}.png",
            "table": facts.table.as_json(),
            "width": facts.width,
            "height": facts.height,
            **options,
        }


@contextmanager
def player_page_served() -> Iterator[PlayerPage]:
    """Build the page into a temporary folder and serve it until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        page_build(Path(folder))
        page = PlayerPage(Path(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, page))
        page.origin = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield page
        finally:
            server.shutdown()
            server.server_close()


def page_build(folder: Path) -> None:
    """Build frontend/src/bench with the project's own Node, or the one on PATH."""
    path = f"{ROOT / '.venv-build' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = ["npx", "vite", "build", "--config", "vite.bench.config.ts", "--logLevel", "warn"]
    command += ["--outDir", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT / "frontend", env=os.environ | {"PATH": path})


@contextmanager
def player_page_opened(playwright: Playwright, origin: str) -> Iterator[Page]:
    """The page in a fresh headless Chromium with software rendering."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{origin}/index.html")
        page.wait_for_function("window.bench")
        yield page
    finally:
        browser.close()


class Handler(http.server.SimpleHTTPRequestHandler):
    """The page's files, clips with byte ranges, and single frames."""

    protocol_version = "HTTP/1.1"

    def __init__(self, page: PlayerPage, *args: Any) -> None:
        self.page = page
        super().__init__(*args, directory=str(page.folder))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "clips":
            self._send_clip(self.page.clips[rest.removesuffix(".mp4")].content)
        elif kind == "frames":
            name, _, picture = rest.partition("/")
            self._send_frame(self.page.clips[name], int(picture.removesuffix(".png")))
        elif kind == "favicon.ico":
            self._send(204, "image/x-icon", b"")
        else:
            super().do_GET()

    def _send_clip(self, content: bytes) -> None:
        try:
            wanted = range_parse(self.headers.get("Range", ""), len(content))
        except RangeNotSatisfiableError:
            self._send(416, "video/mp4", b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        if wanted is None:
            self._send(200, "video/mp4", content, {"Accept-Ranges": "bytes"})
            return
        part = content[wanted.first : wanted.last + 1]
        total = f"bytes {wanted.first}-{wanted.last}/{len(content)}"
        self._send(206, "video/mp4", part, {"Accept-Ranges": "bytes", "Content-Range": total})

    def _send_frame(self, clip: ServedClip, frame: int) -> None:
        picture = decode_frame(clip.path, clip.facts.table, frame, MediaLimits(), "png")
        self._send(200, "image/png", picture)

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
