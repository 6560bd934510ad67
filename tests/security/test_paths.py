"""Two hundred ways of naming a file that one should not get: none of them leads out of its folder."""

import itertools
import re
import urllib.parse
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.models import Project, Video
from reviewers.models import Release
from reviewers.releases.layout import safe_name
from tests.media import clip

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-server"  # the content of a file beside the folders that are served
TARGETS = ("canary.txt", "data/canary.txt", "etc/passwd", "secret-key", "deeptrace.sqlite3", "manage.py")
UPS = ("../", "..\\", "%2e%2e/", "%2e%2e%2f", "..%5c", "..;/", "....//", "%252e%252e%252f", "..%c0%af", "․․/")
DEPTHS = (1, 2, 3, 6)


def traversals() -> list[str]:
    """Each way up at each depth to each target; absolute ways, drives and odd characters."""
    ways = itertools.product(UPS, DEPTHS)
    found = [up * depth + target for (up, depth), target in itertools.product(ways, TARGETS[:4])]
    absolute = ["/", "//", "file:///", "C:\\", "\\\\host\\share\\", "/proc/self/root/", "~/", "./"]
    found += [start + target for start, target in itertools.product(absolute, TARGETS[:4])]
    odd = ["%00", "\x00.json", "\n", "\r\n", " ", ".", "..", "...", "-i", "a" * 5000, "con", "|id", "$(id)"]
    return found + ["all_data.json" + each for each in odd] + odd


@pytest.fixture
def canary(settings: Any, project: Project) -> Path:
    """A secret one and two folders above what is served."""
    data = Path(settings.DATA_DIR)
    for folder in (data, data.parent, Path(settings.MEDIA_DIR)):
        (folder / "canary.txt").write_text(SECRET)
    return data


def asked(client: APIClient, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code < 500 or response.status_code == 503, path  # 503: no frontend is built
    return b"".join(response) if response.streaming else response.content


def test_there_are_two_hundred() -> None:
    assert len(set(traversals())) >= 200


def test_no_address_leads_out(canary: Path, ada_client: APIClient, project: Project, ada: Any) -> None:
    Release.objects.create(project=project, version=1, made_by=ada, manifest={"files": {}})
    secrets = [
        SECRET.encode(),
        b"root:x:0",
        site.SECRET_KEY.encode(),
        b"SQLite format 3",
        b"execute_from_command",
    ]
    bases = ("/api/v1/releases/demo/1/", "/static/", "/api/v1/projects/demo/categories/", "/")
    for base, name in itertools.product(bases, traversals()):
        quoted = name if "%" in name else urllib.parse.quote(name, safe="/\\")
        body = asked(ada_client, base + quoted)
        assert not any(secret in body for secret in secrets), base + name


def test_a_name_of_a_file_is_never_a_way(ada_client: APIClient, project: Project, canary: Path) -> None:
    """Whatever an upload calls itself, its bytes lie in a folder that the server named."""
    before = {path for path in canary.parent.rglob("*") if path.is_file()}
    content = clip("fps_24").read_bytes()
    for number, name in enumerate(
        ["../../x.mp4", "..\\x.mp4", "-i", "a\nb.mp4", "/etc/x.mp4", "x" * 300 + ".mp4"]
    ):
        file = SimpleUploadedFile("clip.mp4", content + bytes([number]), "video/mp4")
        vars(file)["_name"] = name  # given to the constructor it would be cut short
        ada_client.post("/api/v1/videos/", {"project": "demo", "file": file}, format="multipart")
    made = {path for path in canary.parent.rglob("*") if path.is_file()} - before
    media = Path(site.MEDIA_DIR)
    originals = {path for path in made if path.name == "original.mp4"}
    assert len(originals) == Video.objects.count() > 0
    for path in originals:
        assert path.is_relative_to(media)
        uuid.UUID(path.parent.name)


def test_no_entry_of_a_release_slips_out_when_it_is_unpacked() -> None:
    """Names in media.zip are made of letters, digits, dots and dashes, whatever a video is called."""
    for name in traversals():
        made = safe_name(name)
        assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,190}", made), name
