"""`verify_media`: what is stored is what was uploaded, and is still read as it was."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.models import FrameTableRecord, Project, Video
from annotations.services.video_files import POSTER, video_folder, video_path
from tests import factories
from tests.media import clip
from tests.uploading import ready_video


@pytest.fixture
def stored(project: Project) -> Video:
    return ready_video(project, clip("fps_24"))


def verify(*arguments: str) -> tuple[str, str]:
    """What it wrote to stdout and stderr; CommandError where it fails."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_media", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return "failed", err.getvalue() + str(error)
    return "ok", out.getvalue()


def test_sound_media_pass(stored: Video, project: Project) -> None:
    factories.video_make(project, metadata_only=True)
    outcome, text = verify()
    assert (outcome, text.splitlines()[-1]) == ("ok", "1 of 1 videos are as recorded.")
    assert str(stored.pk) in text


def test_changed_bytes_are_found(stored: Video) -> None:
    with video_path(stored).open("ab") as stream:
        stream.write(b"x")
    outcome, text = verify()
    assert outcome == "failed"
    assert "not those that were uploaded" in text


def test_a_missing_file_is_found(stored: Video) -> None:
    video_path(stored).unlink()
    assert "the file is missing" in verify()[1]


def test_a_missing_poster_is_found(stored: Video) -> None:
    (video_folder(stored) / POSTER).unlink()
    assert "poster.jpg is missing" in verify()[1]


def test_another_frame_table_is_found(stored: Video) -> None:
    record = FrameTableRecord.objects.get()
    record.pts[5] += 1
    record.save()
    assert "the frame table differs" in verify()[1]


def test_other_facts_are_found(stored: Video) -> None:
    Video.objects.update(width=640)
    assert "the facts differ" in verify()[1]


def test_files_of_a_tombstone_are_found(stored: Video) -> None:
    Video.objects.update(taken_down_at=timezone.now())
    assert "still there" in verify()[1]


def test_it_goes_on_after_a_video_and_keeps_to_a_project(stored: Video) -> None:
    assert "0 of 0" in verify("--after", str(stored.pk))[1]
    assert "0 of 0" in verify("--project", "other")[1]
    assert "1 of 1" in verify("--project", "demo")[1]
