"""Imports over REST and on the command line, with media and without."""

import io
import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotations.models import Annotation, Assignment, Job, Project, QueueEntry, Video
from annotations.services.job_runs import job_execute
from annotations.services.video_files import sha256_of, video_path
from reviewers.models import Gold
from tests import factories
from tests.media import clip
from tests.reviewers.exchange.importing import codes, import_with_media
from tests.rows import real_row, rows_file, trace_row

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports/"
CLIP_FACTS: dict[str, Any] = {
    "video_width": 320,
    "video_height": 180,
    "video_frame_count": 48,
    "video_duration": 2.0,
}
CLIP_TRACE: dict[str, Any] = CLIP_FACTS | {
    "faketrace_last_frame": 40,
    "faketrace_bbox": {"left": 1, "top": 1, "width": 90, "height": 90},
}


def send(client: APIClient, rows: Any, **fields: Any) -> Any:
    content = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    form = {"project": "demo", "metadata_only": "true"} | fields
    form["file"] = SimpleUploadedFile("all_data.json", content, "application/json")
    return client.post(URL, form, format="multipart")


def outcome(client: APIClient, response: Any) -> dict[str, Any]:
    """Do the job and read what became of it."""
    assert response.status_code == 202, response.json()
    job_execute(job_id=uuid.UUID(response.json()["id"]))
    body: dict[str, Any] = client.get(f"{URL}{response.json()['id']}/").json()
    return body


def root_with_media(folder: Path, *names: str) -> Path:
    """The released layout with a clip of its own for each name."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(clip("fps_24").read_bytes() + b"\0" * number)
    return folder


def test_a_file_is_imported_by_a_job(ada_client: APIClient, project: Project) -> None:
    response = send(ada_client, [trace_row(), real_row(), trace_row("b", split="x")])
    assert response.json()["status"] == "queued"
    assert response.json()["result"] is None
    body = outcome(ada_client, response)
    assert (body["status"], body["kind"], body["error"]) == ("done", "import", None)
    assert (body["result"]["created"], body["result"]["unchanged"]) == (2, 0)
    (error,) = body["result"]["errors"]
    assert (error["row"], error["field"], error["code"]) == (2, "split", "unknown_choice")
    assert Gold.objects.filter(video__project=project).count() == 2
    again = outcome(ada_client, send(ada_client, [trace_row(), real_row()]))
    assert (again["result"]["created"], again["result"]["unchanged"]) == (0, 2)


def test_the_job_says_where_its_result_is(ada_client: APIClient, project: Project) -> None:
    body = outcome(ada_client, send(ada_client, []))
    assert ada_client.get(f"/api/v1/jobs/{body['id']}/").json()["result"] == f"{URL}{body['id']}/"


@pytest.mark.parametrize("content", [b"", b"{}", b"nonsense", b"[1", b"\xff\xfe"])
def test_a_file_that_is_no_array_is_one_clear_error(
    ada_client: APIClient, project: Project, content: bytes
) -> None:
    body = outcome(ada_client, send(ada_client, content))
    assert (body["status"], body["error"]["code"]) == ("failed", "benchmark_file_unreadable")
    assert body["error"]["detail"]
    assert body["result"] is None
    assert not Video.objects.exists()


def test_frame_base_is_taken(ada_client: APIClient, project: Project) -> None:
    rows = [trace_row(faketrace_first_frame=1, faketrace_last_frame=120)]
    assert outcome(ada_client, send(ada_client, rows, frame_base="1"))["result"]["created"] == 1
    assert outcome(ada_client, send(ada_client, rows))["result"]["errors"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"frame_base": "2"}, "frame_base"),
        ({"project": ""}, "project"),
        ({"metadata_only": "x"}, "metadata_only"),
    ],
)
def test_bad_fields_are_refused(
    ada_client: APIClient, project: Project, fields: dict[str, str], field: str
) -> None:
    response = send(ada_client, [], **fields)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_file_is_required(ada_client: APIClient, project: Project) -> None:
    response = ada_client.post(URL, {"project": "demo"}, format="multipart")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "file")


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 403), ("rita", 403), ("charlie", 404)])
def test_only_project_admins_import(
    request: pytest.FixtureRequest, project: Project, who: str, status: int
) -> None:
    assert send(request.getfixturevalue(f"{who}_client"), []).status_code == status
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
def test_an_import_is_hidden_from_others(
    request: pytest.FixtureRequest, ada_client: APIClient, who: str
) -> None:
    made = send(ada_client, []).json()["id"]
    client = request.getfixturevalue(f"{who}_client")
    assert client.get(f"{URL}{made}/").status_code == 404
    assert ada_client.get(f"{URL}{uuid.uuid4()}/").status_code == 404


def test_a_killed_import_is_done_by_the_next_worker(ada_client: APIClient, project: Project) -> None:
    """The kept file is still there, so the job can simply be run again."""
    made = send(ada_client, [trace_row()]).json()["id"]
    Job.objects.filter(pk=made).update(
        status="running", owner=uuid.uuid4(), lease_until="2020-01-01T00:00:00Z", attempts=1
    )
    assert job_execute(job_id=uuid.UUID(made))
    assert ada_client.get(f"{URL}{made}/").json()["result"]["created"] == 1


def test_media_are_copied_under_names_of_ours_and_ingested(project: Project, tmp_path: Path) -> None:
    root = root_with_media(tmp_path, "videos/clip-a.mp4", "real_videos/real-a.mp4")
    rows = [trace_row(**CLIP_TRACE), real_row(**CLIP_FACTS)]
    summary = import_with_media(project, rows, root)
    assert (summary.created, summary.errors) == (2, [])
    video = Video.objects.get(video_id="clip-a")
    assert (video.status, video.metadata_only, video.kind) == ("processing", False, "fake")
    assert sha256_of(video_path(video)) == sha256_of(root / "videos/clip-a.mp4") == video.sha256
    assert Gold.objects.get(video=video).traces.count() == 1
    for job in Job.objects.filter(kind="ingest"):
        job_execute(job_id=job.pk)
    video.refresh_from_db()
    assert (video.status, video.frame_count) == ("ready", 48)
    assert not QueueEntry.objects.filter(status="open").exists()
    again = import_with_media(project, rows, root)
    assert (again.created, again.unchanged) == (0, 2)
    assert Job.objects.filter(kind="ingest").count() == 2


def test_an_import_that_died_after_the_file_was_taken_goes_on(project: Project, tmp_path: Path) -> None:
    root = root_with_media(tmp_path, "videos/clip-a.mp4")
    import_with_media(project, [trace_row(**CLIP_TRACE)], root)
    Gold.objects.all().delete()
    Annotation.objects.all().delete()
    Assignment.objects.all().delete()
    QueueEntry.objects.all().delete()
    summary = import_with_media(project, [trace_row(**CLIP_TRACE)], root)
    assert (summary.created, summary.errors, Video.objects.count()) == (1, [], 1)


def test_nothing_outside_the_folder_is_read(project: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(clip("fps_24").read_bytes())
    root = tmp_path / "root"
    (root / "videos").mkdir(parents=True)
    os.symlink(secret, root / "videos" / "link.mp4")
    os.symlink(tmp_path, root / "elsewhere")
    (root / "videos" / "folder.mp4").mkdir()
    rows = [
        trace_row("a", video_path="videos/link.mp4"),
        trace_row("b", video_path="elsewhere/secret.mp4"),
        trace_row("c", video_path="../secret.mp4"),
        trace_row("d", video_path=str(secret)),
        trace_row("e", video_path="videos/missing.mp4"),
        trace_row("f", video_path="videos/folder.mp4"),
    ]
    summary = import_with_media(project, rows, root)
    assert codes(summary) == [
        (0, "video_path", "path_unsafe"),
        (1, "video_path", "path_unsafe"),
        (2, "video_path", "path_unsafe"),
        (3, "video_path", "path_unsafe"),
        (4, "video_path", "media_missing"),
        (5, "video_path", "path_unsafe"),
    ]
    assert not Video.objects.exists()


def test_the_same_bytes_twice_are_named(project: Project, tmp_path: Path) -> None:
    root = root_with_media(tmp_path, "videos/a.mp4")
    rows = [
        trace_row("a", **CLIP_TRACE),
        trace_row("b", **CLIP_TRACE | {"video_path": "videos/a.mp4"}),
    ]
    assert codes(import_with_media(project, rows, root)) == [(1, "video_path", "video_duplicate")]


def test_the_command_imports_and_sums_up(tmp_path: Path, db: None) -> None:
    rows_file(tmp_path, [trace_row(), real_row(), {"video_id": 3}])
    out, progress = io.StringIO(), io.StringIO()
    call_command("import_benchmark", str(tmp_path), "--metadata-only", stdout=out, stderr=progress)
    assert Project.objects.get().slug == "deeptracereward"
    text = out.getvalue()
    assert "deeptracereward: 3 rows read, 2 created, 0 unchanged, 1 left out" in text
    assert "row 2: video_id: This must be a text. (not_text)" in text
    assert "100% 2 of 2 videos" in progress.getvalue()


def test_the_command_takes_another_file_and_a_project(project: Project, tmp_path: Path) -> None:
    factories.project_make("other")
    path = rows_file(tmp_path, [trace_row(faketrace_first_frame=1, faketrace_last_frame=120)])
    renamed = path.rename(tmp_path / "part.json")
    options = ["--metadata-only", "--file", str(renamed), "--project", "demo", "--frame-base", "1"]
    call_command("import_benchmark", str(tmp_path), *options, stdout=io.StringIO(), stderr=io.StringIO())
    assert Video.objects.get().project == project


@pytest.mark.parametrize(
    ("text", "options", "complaint"),
    [
        ("{}", [], "not a JSON array"),
        ("[1, 2]", [], "No row could be imported"),
        ("[]", ["--project", "nowhere"], "There is no project 'nowhere'"),
        ("[]", ["--file", "/nowhere.json"], "There is no file"),
    ],
)
def test_the_command_fails_when_nothing_can_be_read(
    project: Project, tmp_path: Path, text: str, options: list[str], complaint: str
) -> None:
    (tmp_path / "all_data.json").write_text(text)
    with pytest.raises(CommandError, match=complaint):
        call_command(
            "import_benchmark",
            str(tmp_path),
            "--metadata-only",
            *options,
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )


def test_the_command_asks_which_project(project: Project, tmp_path: Path) -> None:
    factories.project_make("other")
    rows_file(tmp_path, [])
    with pytest.raises(CommandError, match="several projects"):
        call_command("import_benchmark", str(tmp_path), "--metadata-only", stdout=io.StringIO())
