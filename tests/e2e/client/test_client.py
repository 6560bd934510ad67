"""The client against the running platform, over lines that break."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deeptrace import Client, Release, ReleaseFolder
from deeptrace.api.sending import PartSender
from deeptrace.errors import (
    ConnectionFailedError,
    HashMismatchError,
    JobFailedError,
    NoModelError,
    NotAllowedError,
    NotFoundError,
    TokenRefusedError,
)
from tests.e2e.client.conftest import SLUG, Lab
from tests.e2e.client.proxy import line_to
from tests.media import clip

pytestmark = pytest.mark.e2e


def test_three_lines_from_token_to_training_set(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in lab.env().items():
        monkeypatch.setenv(name, value)
    with Client.from_env() as client:
        folder = client.release(SLUG, 1).download(tmp_path, progress=False)
    assert folder.verify() == []
    assert {row["video_id"]: folder.media_path(row).read_bytes() for row in folder.rows()} == {
        name: path.read_bytes() for name, path in lab.clips.items()
    }


def test_rows_come_over_the_wire_as_they_are_in_the_file(lab: Lab, tmp_path: Path) -> None:
    with lab.client() as client:
        release = client.release(SLUG)
        folder = release.download(tmp_path, media=False, progress=False)
        rows = list(release.rows())
        assert rows == list(folder.rows())
        assert [row["video_id"] for row in release.rows("test")] == ["fake-b"]
        assert len(list(release.traces())) == release.counts["traces"] == 3
        assert release.manifest["counts"]["rows"] == len(rows) == 4
        assert not (tmp_path / "videos").exists()


def test_a_table_and_a_dataset_have_the_same_rows(lab: Lab) -> None:
    with lab.client() as client:
        release = client.release(SLUG)
        table = release.to_pandas()
        by_split = release.to_hf()
    assert list(table["video_id"]) == ["fake-a", "fake-a", "fake-b", "real-a"]
    assert str(table["faketrace_first_frame"].dtype) == "Int64"
    assert {name: len(part) for name, part in by_split.items()} == {"train": 3, "test": 1}
    assert by_split["test"][0]["faketrace_bbox"]["width"] == 90


def test_a_cut_line_is_taken_up_again(lab: Lab, tmp_path: Path) -> None:
    port = int(urlsplit(lab.platform.url).port or 0)
    with line_to(port) as line, lab.client(url=line.url) as client:
        line.cuts = [9_000] * 4
        folder = client.release(SLUG, 1).download(tmp_path, workers=2, progress=False)
        assert line.broken >= 2
    assert folder.verify() == []


def test_a_download_that_was_stopped_goes_on(lab: Lab, tmp_path: Path) -> None:
    port, target = int(urlsplit(lab.platform.url).port or 0), tmp_path / "media.zip"
    with line_to(port) as line, lab.client(url=line.url) as client:
        release = client.release(SLUG, 1)
        client.close()
    with line_to(port) as line, lab.client(url=line.url) as client:
        line.cuts = [5_000] + [0] * 50
        release = Release(client._wire, release.raw)
        with pytest.raises(ConnectionFailedError):
            release.download_file("media.zip", target, progress=False)
        size = int(release.files["media.zip"].bytes or 0)
        assert 0 < (tmp_path / ".media.zip.part").stat().st_size < size
        line.cuts = []
        release.download_file("media.zip", target, progress=False)
    assert target.stat().st_size == size


def test_bytes_of_another_release_are_refused(lab: Lab, tmp_path: Path) -> None:
    with lab.client() as client:
        release = client.release(SLUG, 1)
        for file in release.raw["files"]:
            file["sha256"] = "0" * 64
        with pytest.raises(HashMismatchError):
            release.download(tmp_path, progress=False)
        with pytest.raises(HashMismatchError):
            list(release.rows())
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_folder_is_found_out_and_mended(lab: Lab, tmp_path: Path) -> None:
    with lab.client() as client:
        folder = client.release(SLUG, 1).download(tmp_path, progress=False)
        (tmp_path / "videos" / "fake-a.mp4").write_bytes(b"x")
        (tmp_path / "videos" / "fake-b.mp4").unlink()
        assert sorted(ReleaseFolder(tmp_path).verify()) == [
            "videos/fake-a.mp4 has other bytes than the release",
            "videos/fake-b.mp4 is missing",
        ]
        client.release(SLUG, 1).download(tmp_path, progress=False)
    assert folder.verify() == []


def test_uploading_again_finds_what_is_there(lab: Lab, tmp_path: Path) -> None:
    bad = tmp_path / "notes.mp4"
    bad.write_bytes(b"no video")
    with lab.client(lab.admin_token) as client:
        known, fresh = client.videos.upload(
            [lab.clips["fake-a"], bad], project=SLUG, progress=False, source="a note"
        )
        assert (known.duplicate, known.video_id) == (True, "fake-a")
        assert fresh.video_id == "notes"
        with pytest.raises(JobFailedError):
            client.jobs.wait(str(fresh.job), timeout=60)
    with lab.client() as client:
        (refused,) = client.videos.upload([lab.clips["fake-a"]], project=SLUG, progress=False)
    assert refused.error is not None
    assert "admin" in refused.error


def test_lists_page_by_themselves(lab: Lab) -> None:
    with lab.client() as client:
        pages = list(client._wire.pages("videos/", project=SLUG, page_size=1))
        assert {"fake-a", "fake-b", "real-a"} <= {each["video_id"] for each in pages}
        assert [each.video_id for each in client.videos.list(SLUG, q="real-")] == ["real-a"]
        assert [each.version for each in client.releases(SLUG)] == [1]


def test_predictions_are_scored(lab: Lab, tmp_path: Path) -> None:
    lines = tmp_path / "predictions.jsonl"
    lines.write_text('{"video_id": "fake-b", "predicted_label": "FAKE"}\n{"video_id": "gone"}\n')
    with lab.client() as client:
        sent = client.evaluations.submit(lines, release=(SLUG, 1), splits=["test"])
        done = client.evaluations.wait(sent.id, timeout=60)
        assert sent.id in [each.id for each in client.evaluations.list(SLUG)]
    metrics: Any = done.metrics
    assert metrics["accuracy"]["value"] == 100
    assert sum(done.problem_counts.values()) >= 1


def test_refusals_say_what_to_do(lab: Lab) -> None:
    with lab.client() as client:
        with pytest.raises(NotFoundError, match="Check the name") as missing:
            client.release("nobodys-project", 1)
        with pytest.raises(NoModelError, match="activate"):
            client.rewards.score(lab.clips["fake-a"], project=SLUG)
    assert (missing.value.status, missing.value.code) == (404, "not_found")
    with lab.client("dt_expired") as stranger, pytest.raises(TokenRefusedError, match="new token"):
        list(stranger.releases())
    with lab.client() as client, pytest.raises(NotAllowedError, match="project admin"):
        client._wire.get(f"projects/{SLUG}/members/")


def test_a_large_file_goes_on_where_its_upload_stopped(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = clip("fps_25").read_bytes()
    padding = 20 * 2**20
    large = tmp_path / "large.mp4"
    large.write_bytes(content + (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding))
    sent: list[int] = []
    send: Callable[[PartSender, int], int] = PartSender.send

    def breaking(sender: PartSender, offset: int) -> int:
        sent.append(offset)
        if offset > 0 and len(sent) < 4:
            raise ConnectionFailedError("cut")
        return send(sender, offset)

    monkeypatch.setattr(PartSender, "send", breaking)
    with lab.client(lab.admin_token) as client:
        with pytest.raises(ConnectionFailedError):
            client.videos.upload([large], project=SLUG, progress=False)
        sent[:] = [1] * 4
        (made,) = client.videos.upload([large], project=SLUG, progress=False)
        assert sorted(sent[4:]) == [8 * 2**20, 16 * 2**20]
        client.jobs.wait(str(made.job), timeout=60)
        (again,) = client.videos.upload([large], project=SLUG, progress=False)
    assert (again.duplicate, again.id) == (True, made.id)
