"""A video that was taken down is gone from the releases made before; they keep its hash and say so."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Project, User, Video
from annotations.services.videos import video_take_down
from reviewers.models import Release
from reviewers.services.reactions import reactions_run
from reviewers.services.take_downs.reaction import TAKE_DOWNS
from tests.annotations.files.stores import files_with
from tests.conftest import client_for
from tests.media import clip
from tests.reviewers.exchange.test_release import URL, build, content, filled

__all__ = ["filled"]
pytestmark = pytest.mark.django_db
EXPLORER = "/api/v1/projects/demo/explorer/"


@pytest.fixture
def gone(
    filled: Project, rita_client: APIClient, ada: User, django_capture_on_commit_callbacks: Any
) -> Video:
    """The fake video, taken down after release 1."""
    build(rita_client)
    return take_down(ada, django_capture_on_commit_callbacks)


def take_down(ada: User, committed: Any) -> Video:
    with committed(execute=True):
        video = video_take_down(video=Video.objects.get(video_id="fake-1"), actor=ada, reason="rights")
    reactions_run()
    return video


def test_its_bytes_are_nowhere(
    place: str, filled: Project, rita_client: APIClient, ada: User, django_capture_on_commit_callbacks: Any
) -> None:
    build(rita_client)
    bytes_of = clip("fps_24").read_bytes()
    places = 2 if place == "folder" else 3  # the original, media.zip and the copy that it was packed from
    assert len(files_with(bytes_of)) == places
    take_down(ada, django_capture_on_commit_callbacks)
    assert files_with(bytes_of) == []
    assert len(files_with(clip("fps_25").read_bytes())) == places


def test_its_releases_keep_the_hash_and_say_so(gone: Video, rita_client: APIClient) -> None:
    body = rita_client.get(f"{URL}demo/1/").json()
    (media,) = [file for file in body["files"] if file["name"] == "media.zip"]
    received = content(rita_client.get(media["url"]))
    assert hashlib.sha256(received).hexdigest() == media["sha256"] != media["released_sha256"]
    assert len(received) == media["bytes"]
    with zipfile.ZipFile(io.BytesIO(received)) as archive:
        assert archive.testzip() is None
        assert [Path(name).stem[:4] for name in archive.namelist()] == ["real"]
    manifest = json.loads(content(rita_client.get(f"{URL}demo/1/manifest.json")))
    assert manifest["files"]["media.zip"]["sha256"] == media["released_sha256"]
    assert gone.sha256 in [video["sha256"] for video in manifest["videos"]]
    assert body["taken_down"] == ["fake-1"]
    assert len(json.loads(content(rita_client.get(f"{URL}demo/1/all_data.json")))) == 2
    event = Event.objects.get(action="release.media_withheld")
    assert event.facts["videos"] == ["fake-1"]


def test_a_second_reaction_changes_nothing(gone: Video) -> None:
    """Killed between the file and the table, it is done again."""
    release = Release.objects.get()
    assert TAKE_DOWNS.prepare(list(Event.objects.filter(action="video.taken_down"))) == []
    assert Release.objects.get().withheld == release.withheld


def test_a_release_that_was_under_way_is_looked_at_when_it_is_built(
    filled: Project, rita_client: APIClient
) -> None:
    """Its media were packed before the take-down."""
    build(rita_client)
    Video.objects.filter(video_id="real/1").update(taken_down_at="2026-01-01T00:00:00Z")
    TAKE_DOWNS.apply(TAKE_DOWNS.prepare(list(Event.objects.filter(action="release.built"))))
    withheld = Release.objects.get().withheld
    assert withheld and withheld["videos"] == ["real/1"]


def test_the_explorer_shows_the_tombstone(gone: Video, rita_client: APIClient, alice: User) -> None:
    assert [row["video_id"] for row in rita_client.get(EXPLORER).json()["results"]] == ["real/1"]
    (row,) = rita_client.get(EXPLORER, {"state": "taken_down"}).json()["results"]
    shown = {name: row[name] for name in ("video_id", "taken_down", "gold", "poster", "answers")}
    assert shown == {"video_id": "fake-1", "taken_down": True, "gold": None, "poster": None, "answers": 0}
    assert rita_client.get(f"{EXPLORER}counts/", {"state": "taken_down"}).json()["found"] == 1
    assert rita_client.get(f"{EXPLORER}counts/").json()["total"] == 1
    video = rita_client.get(f"{EXPLORER}{gone.pk}/").json()["video"]
    assert (video["sha256"], video["taken_down_reason"]) == (gone.sha256, "rights")
    assert video["taken_down_by"].startswith("R-")
    assert client_for(alice).get(f"{EXPLORER}{gone.pk}/").status_code == 403
