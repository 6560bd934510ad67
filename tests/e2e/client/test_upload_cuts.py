"""An upload in parts over a server that dies and lines that break 50 times: the very bytes arrive."""

import base64
import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
import requests

from tests.e2e.client.conftest import token_make
from tests.e2e.conftest import Studio
from tests.e2e.server import Platform, platform_running
from tests.media import clip

pytestmark = [pytest.mark.e2e, pytest.mark.full]
PART, FAULTS = 2**20, 50


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[Platform]:
    """A platform of its own that takes small parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPTRACE_UPLOAD_PART_MB", "1")
        with platform_running(tmp_path / "data", tmp_path / "serve.log") as running:
            yield running


class Sender:
    """Sends parts of one upload, whole or broken off."""

    def __init__(self, platform: Platform, token: str, upload: str) -> None:
        self.platform = platform
        self.path = f"/api/v1/uploads/{upload}/"
        self.auth = {"Authorization": f"Bearer {token}"}

    def headers(self, piece: bytes) -> dict[str, str]:
        checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        kind = "application/octet-stream"
        return {**self.auth, "Content-Type": kind, "Upload-Checksum": f"sha256 {checksum}"}

    def whole(self, offset: int, piece: bytes, hashed: bytes = b"") -> int:
        """Send a part with the hash of `hashed`, its own unless given; the status."""
        url = f"{self.platform.url}{self.path}parts/{offset}/"
        return requests.put(url, data=piece, headers=self.headers(hashed or piece), timeout=60).status_code

    def broken(self, offset: int, piece: bytes, sent: int, *, kill: bool) -> None:
        """Send the first bytes of a part; then the line breaks, or the server dies."""
        where = urlsplit(self.platform.url)
        told = {**self.headers(piece), "Host": where.netloc, "Content-Length": str(len(piece))}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        with socket.create_connection((str(where.hostname), int(where.port or 0))) as line:
            line.sendall(f"PUT {self.path}parts/{offset}/ HTTP/1.1\r\n{head}\r\n".encode() + piece[:sent])
            if kill:
                self.platform.server.kill()
        if kill:
            self.platform.server.start()


def test_fifty_cuts_and_kills_end_in_the_very_bytes(dying: Platform) -> None:
    random = Random(20)  # noqa: S311 - the same moments each time
    padding = (FAULTS + 1) * PART
    free = (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding)
    content = clip("fps_24").read_bytes() + free
    admin = dying.admin()
    studio, token = Studio(dying, admin, "cuts"), token_make(admin, "manage")
    told = {"project": studio.slug, "name": "large.mp4", "byte_size": len(content)}
    upload = admin.post("uploads/", told, status=201)["id"]
    sender = Sender(dying, token, upload)
    offsets = list(range(0, len(content), PART))
    random.shuffle(offsets)
    for fault, offset in enumerate(offsets):
        piece = content[offset : offset + PART]
        if fault < FAULTS:
            sender.broken(offset, piece, random.randrange(len(piece)), kill=fault % 2 == 1)
        assert sender.whole(offset + 1, piece) == 409
        assert sender.whole(offset, piece[:-1]) == 409
        assert sender.whole(offset, piece, hashed=b"other bytes") == 460
        assert sender.whole(offset, piece) == 204
    url = f"{dying.url}{sender.path}complete/"
    made = requests.post(url, json={}, headers=sender.auth, timeout=60).json()
    media = requests.get(f"{dying.url}/api/v1/videos/{made['id']}/media/", headers=sender.auth, timeout=60)
    assert hashlib.sha256(media.content).digest() == hashlib.sha256(content).digest()
    studio.wait_ready(made["id"])
