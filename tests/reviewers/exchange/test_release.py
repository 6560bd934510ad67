"""Releases: numbered, built once, the same bytes from the same gold, for those who may read them."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotations.models import Annotation, Job, Project, User, Video
from annotations.services.job_runs import job_execute
from annotations.services.videos import video_take_down
from reviewers.models import Gold, Release
from reviewers.releases.build import FILES as ALL_FILES
from reviewers.releases.build import ReleaseBuild
from reviewers.services.gold import gold_from_annotation, gold_put
from reviewers.services.releases import release_folder, release_recipe
from tests import factories
from tests.independent_reader import read_release
from tests.media import clip
from tests.reviewers.exchange.importing import import_rows
from tests.rows import real_row, trace_row
from tests.uploading import ready_video

pytestmark = pytest.mark.django_db
URL = "/api/v1/releases/"
FILES = [*ALL_FILES]


def judged(project: Project, video: Video, person: User, verdict: str = "fake") -> Gold:
    """Gold of an accepted answer about the video."""
    annotation = Annotation.objects.create(
        project=project, video=video, annotator=person, status="accepted", verdict=verdict
    )
    if verdict == "fake":
        body = factories.trace_body(
            offset_frame=40, keyframes=[{"frame": 12, "left": 9, "top": 9, "width": 50, "height": 50}]
        )
        annotation.traces.create(**body)
    return gold_from_annotation(annotation=annotation, actor=person)


@pytest.fixture
def filled(project: Project, alice: User) -> Project:
    """A fake and a real video with media and gold."""
    fake = ready_video(project, clip("fps_24"), video_id="fake-1", kind="fake", source="Gen", prompt="a cat")
    real = ready_video(project, clip("fps_25"), video_id="real/1", kind="real", source="Film")
    judged(project, fake, alice)
    judged(project, real, alice, "real")
    return project


def make(client: APIClient, **fields: Any) -> Any:
    return client.post(URL, {"project": "demo"} | fields)


def build(client: APIClient, **fields: Any) -> dict[str, Any]:
    """Make a release and do its job."""
    response = make(client, **fields)
    assert response.status_code == 202, response.json()
    job_execute(job_id=response.json()["job"]["id"])
    body: dict[str, Any] = client.get(f"{URL}demo/{response.json()['version']}/").json()
    assert body["status"] == "done", body
    return body


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def manifest_of(client: APIClient, **fields: Any) -> dict[str, Any]:
    version = build(client, **fields)["version"]
    body: dict[str, Any] = json.loads(content(client.get(f"{URL}demo/{version}/manifest.json")))
    return body


def test_it_is_built_by_a_job_and_served(
    place: str, filled: Project, rita_client: APIClient, tmp_path: Path
) -> None:
    body = build(rita_client, notes="the first")
    assert (body["version"], body["counts"]["rows"], body["counts"]["traces"]) == (1, 2, 1)
    assert [file["name"] for file in body["files"]] == FILES
    assert body["options"]["notes"] == "the first"
    for file in body["files"]:
        response = rita_client.get(file["url"])
        received = content(response)
        (tmp_path / file["name"]).write_bytes(received)
        if file["sha256"]:
            assert hashlib.sha256(received).hexdigest() == file["sha256"]
            assert len(received) == file["bytes"]
            assert response["ETag"] == f'"{file["sha256"]}"'
    with zipfile.ZipFile(tmp_path / "media.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    samples = read_release(tmp_path)
    assert [sample.video_id for sample in samples] == ["fake-1", "real/1"]
    assert samples[0].media.read_bytes() == clip("fps_24").read_bytes()
    assert samples[1].media.read_bytes() == clip("fps_25").read_bytes()
    assert (samples[0].box, samples[0].onset_s) == ((9, 9, 59, 59), 0.5)
    assert json.loads((tmp_path / "all_data.json").read_text())[0]["release"] == "demo/1"


def test_links_lead_to_the_media(place: str, filled: Project, rita_client: APIClient) -> None:
    build(rita_client, media="links")
    listed = content(rita_client.get(f"{URL}demo/1/media.txt")).decode()
    links = re.findall(r"^# (\S+/media/) \d+ bytes\n([0-9a-f]{64})  ", listed, re.MULTILINE)
    received = [(content(rita_client.get(urlsplit(url).path)), sha256) for url, sha256 in links]
    assert [hashlib.sha256(media).hexdigest() for media, _ in received] == [sha256 for _, sha256 in received]
    assert {media for media, _ in received} == {clip("fps_24").read_bytes(), clip("fps_25").read_bytes()}


def test_a_range_of_a_file_is_served(filled: Project, rita_client: APIClient) -> None:
    build(rita_client)
    response = rita_client.get(f"{URL}demo/1/all_data.json", headers={"Range": "bytes=0-0"})
    assert (response.status_code, content(response)) == (206, b"[")


def test_before_it_is_done_there_are_no_files(filled: Project, rita_client: APIClient) -> None:
    response = make(rita_client)
    assert (response.status_code, response.json()["status"], response.json()["files"]) == (202, "queued", [])
    for name in FILES:
        early = rita_client.get(f"{URL}demo/1/{name}")
        assert (early.status_code, early.json()["code"]) == (409, "release_not_done")


@pytest.mark.parametrize(
    "path", ["demo/2/", "demo/2/manifest.json", "demo/1/secrets", "demo/1/..%2f1%2fmanifest.json"]
)
def test_what_is_not_there_is_404(filled: Project, rita_client: APIClient, path: str) -> None:
    build(rita_client)
    assert rita_client.get(f"{URL}{path}").status_code == 404


def test_building_again_gives_the_same_bytes(filled: Project, rita_client: APIClient, tmp_path: Path) -> None:
    build(rita_client)
    release = Release.objects.get()
    with ReleaseBuild(tmp_path, release_recipe(release)) as built:
        built.write()
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (release_folder(release) / name).read_bytes(), name


def test_numbers_count_up_and_old_releases_stay(filled: Project, rita_client: APIClient, bob: User) -> None:
    build(rita_client)
    before = content(rita_client.get(f"{URL}demo/1/all_data.json"))
    video = Video.objects.get(video_id="fake-1")
    gold_put(video=video, actor=bob, expected_version=1, verdict="real", traces=[])
    second = build(rita_client)
    assert (second["version"], second["counts"]["left_out"]["undetected"]) == (2, 1)
    assert content(rita_client.get(f"{URL}demo/1/all_data.json")) == before
    listed = rita_client.get(f"{URL}?project=demo").json()["results"]
    assert [release["version"] for release in listed] == [2, 1]


def test_a_taken_down_video_is_named_and_left_out_of_the_next(
    filled: Project, rita_client: APIClient, ada: User
) -> None:
    build(rita_client)
    video_take_down(video=Video.objects.get(video_id="fake-1"), actor=ada, reason="asked to")
    assert rita_client.get(f"{URL}demo/1/").json()["taken_down"] == ["fake-1"]
    manifest = manifest_of(rita_client)
    assert manifest["left_out"]["taken_down"] == ["fake-1"]
    assert [video["video_id"] for video in manifest["videos"]] == ["real/1"]


def test_what_becomes_a_row(project: Project, alice: User, rita_client: APIClient) -> None:
    cases = [
        (
            kind,
            verdict,
            judged(
                project,
                factories.video_make(project, kind=kind, video_id=f"{kind}-{verdict}"),
                alice,
                verdict,
            ),
        )
        for kind in ("fake", "real", "unknown")
        for verdict in ("fake", "real", "unsure")
    ]
    assert len(cases) == 9
    factories.video_make(project, video_id="not-judged")
    plain = manifest_of(rita_client)
    assert [video["video_id"] for video in plain["videos"]] == [
        "fake-fake",
        "real-real",
        "unknown-fake",
        "unknown-real",
    ]
    assert plain["left_out"]["contradiction"] == ["real-fake"]
    assert plain["left_out"]["undetected"] == ["fake-real", "fake-unsure"]
    assert plain["left_out"]["unsure"] == ["real-unsure", "unknown-unsure"]
    assert plain["left_out"]["no_gold"] == ["not-judged"]
    undetected = manifest_of(rita_client, include_undetected=True)
    assert {"fake-real", "fake-unsure"} <= {video["video_id"] for video in undetected["videos"]}
    rows = json.loads(content(rita_client.get(f"{URL}demo/2/all_data.json")))
    empty = next(row for row in rows if row["video_id"] == "fake-real")
    assert (empty["video_type"], empty["faketrace_bbox"]) == ("fake_video", None)
    unsure = manifest_of(rita_client, include_unsure=True)
    assert {"fake-unsure", "real-unsure"} <= {video["video_id"] for video in unsure["videos"]}


def test_a_selection_restricts_it(filled: Project, rita_client: APIClient) -> None:
    manifest = manifest_of(rita_client, selection={"kinds": ["real"], "sources": ["Film"]})
    assert [video["video_id"] for video in manifest["videos"]] == ["real/1"]
    assert manifest["left_out"]["not_selected"] == ["fake-1"]
    assert manifest["options"]["selection"] == {"kinds": ["real"], "sources": ["Film"]}


def test_the_manifest_tells_policies_hashes_and_versions(filled: Project, rita_client: APIClient) -> None:
    manifest = manifest_of(rita_client, bbox="union", frame_base=1)
    fake = Video.objects.get(video_id="fake-1")
    assert (manifest["options"]["bbox"], manifest["options"]["frame_base"]) == ("union", 1)
    assert manifest["videos"][0] == {
        "video_id": "fake-1",
        "path": "videos/fake-1.mp4",
        "sha256": fake.sha256,
        "bytes": fake.byte_size,
        "split": Video.objects.get(video_id="fake-1").split,
        "gold_version": 1,
    }
    assert manifest["videos"][1]["path"].startswith("real_videos/real_1-")
    assert set(manifest["files"]) == {*FILES} - {"manifest.json"}
    assert manifest["schema"] == "deeptrace-release/2"
    assert manifest["software"].startswith("DeepTrace ")


def test_a_trace_beyond_the_measured_frames_is_left_out(
    project: Project, rita_client: APIClient, tmp_path: Path
) -> None:
    import_rows(project, [trace_row()], tmp_path)
    Video.objects.update(frame_count=40)
    assert manifest_of(rita_client)["left_out"]["frames_out_of_range"] == ["clip-a"]


def test_two_names_that_look_alike_get_two_paths(
    project: Project, rita_client: APIClient, alice: User
) -> None:
    for name in ("a b", "a?b", "..", "A", "a"):
        judged(project, factories.video_make(project, video_id=name), alice)
    paths = [video["path"].lower() for video in manifest_of(rita_client)["videos"]]
    assert len(set(paths)) == 5
    assert all(path.startswith("videos/") and ".." not in path for path in paths)


def test_metadata_only_videos_are_named(project: Project, rita_client: APIClient, tmp_path: Path) -> None:
    import_rows(project, [trace_row(), real_row()], tmp_path)
    manifest = manifest_of(rita_client)
    assert manifest["media_missing"] == ["clip-a", "real-a"]
    assert manifest["videos"][0]["sha256"] is None


@pytest.mark.parametrize("who", ["rita", "ada"])
def test_researchers_and_admins_make_and_read(
    request: pytest.FixtureRequest, filled: Project, who: str
) -> None:
    build(request.getfixturevalue(f"{who}_client"))


def test_reviewers_only_read(filled: Project, rita_client: APIClient, bob_client: APIClient) -> None:
    build(rita_client)
    assert make(bob_client).status_code == 403
    assert bob_client.get(f"{URL}demo/1/").status_code == 200
    assert bob_client.get(f"{URL}demo/1/manifest.json").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("charlie", 404)])
def test_others_do_not(
    request: pytest.FixtureRequest, filled: Project, rita_client: APIClient, who: str, status: int
) -> None:
    build(rita_client)
    client = request.getfixturevalue(f"{who}_client")
    assert make(client).status_code == status
    for path in ("demo/1/", *(f"demo/1/{name}" for name in FILES)):
        assert client.get(f"{URL}{path}").status_code == status
    assert client.get(f"{URL}?project=demo").status_code == status
    assert client.get(URL).json()["results"] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"bbox": "largest"}, "bbox"),
        ({"frame_base": 2}, "frame_base"),
        ({"selection": {"kinds": ["x"]}}, "selection.kinds.0"),
        ({"project": None}, "project"),
    ],
)
def test_bad_options_are_refused(
    project: Project, rita_client: APIClient, fields: dict[str, Any], field: str
) -> None:
    response = make(rita_client, **fields)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_build_that_was_killed_starts_over(filled: Project, rita_client: APIClient) -> None:
    version = make(rita_client).json()["version"]
    release = Release.objects.get(version=version)
    for leftover in (release_folder(release), release_folder(release).with_name(".building-1-x")):
        leftover.mkdir(parents=True)
        (leftover / "all_data.json").write_text("half of")
    job_execute(job_id=Job.objects.get(kind="release").pk)
    release.refresh_from_db()
    assert release.finished_at is not None
    assert sorted(path.name for path in release_folder(release).parent.iterdir()) == ["1"]
    assert json.loads((release_folder(release) / "all_data.json").read_text())


def test_a_finished_release_is_never_built_again(filled: Project, rita_client: APIClient) -> None:
    build(rita_client)
    job = Job.objects.get(kind="release")
    Job.objects.filter(pk=job.pk).update(status="queued", attempts=0)
    before = Release.objects.get().finished_at
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "wrong_state")
    assert Release.objects.get().finished_at == before
    assert content(rita_client.get(f"{URL}demo/1/all_data.json"))


@pytest.mark.parametrize("releases", [1, 20])
def test_a_list_costs_the_same(
    project: Project, rita: User, rita_client: APIClient, django_assert_max_num_queries: Any, releases: int
) -> None:
    for version in range(1, releases + 1):
        job = Job.objects.create(kind="release", project=project)
        Release.objects.create(project=project, version=version, made_by=rita, options={}, job=job)
    with django_assert_max_num_queries(3):  # session, person, the page
        assert len(rita_client.get(URL).json()["results"]) == releases


def test_the_command_writes_the_released_layout(filled: Project, tmp_path: Path) -> None:
    out = io.StringIO()
    for _ in range(2):
        call_command("export_benchmark", str(tmp_path / "out"), stdout=out, stderr=io.StringIO())
    assert "2 rows of 2 videos (1 fake, 1 real, 1 traces)" in out.getvalue()
    samples = read_release(tmp_path / "out")
    assert samples[0].media.read_bytes() == clip("fps_24").read_bytes()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "all_data.json",
        "traces.jsonl",
        "manifest.json",
        "videos",
        "real_videos",
    }


def test_links_never_lead_to_writing_over_an_original(filled: Project, tmp_path: Path) -> None:
    target = str(tmp_path / "out")
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("export_benchmark", target, "--media", "link", **quiet)
    call_command("export_benchmark", target, "--media", "copy", **quiet)
    call_command("export_benchmark", target, "--media", "none", "--bbox", "union", **quiet)
    video = Video.objects.get(video_id="fake-1")
    assert hashlib.sha256((tmp_path / "out/videos/fake-1.mp4").read_bytes()).hexdigest() == video.sha256


def test_the_command_lays_out_a_release_as_it_was(
    filled: Project, rita_client: APIClient, ada: User, tmp_path: Path
) -> None:
    build(rita_client)
    video_take_down(video=Video.objects.get(video_id="real/1"), actor=ada, reason="")
    options = ["--release", "1", "--project", "demo"]
    call_command(
        "export_benchmark", str(tmp_path / "out"), *options, stdout=io.StringIO(), stderr=io.StringIO()
    )
    assert [sample.media.is_file() for sample in read_release(tmp_path / "out")] == [True, True]
    stored = (release_folder(Release.objects.get()) / "all_data.json").read_bytes()
    assert (tmp_path / "out" / "all_data.json").read_bytes() == stored


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--release", "7"], "no release 7"),
        (["--project", "nowhere"], "no project"),
        (["--release", "1"], "not there"),
    ],
)
def test_the_command_says_what_is_missing(
    filled: Project, rita_client: APIClient, tmp_path: Path, options: list[str], complaint: str
) -> None:
    make(rita_client)
    with pytest.raises(CommandError, match=complaint):
        call_command("export_benchmark", str(tmp_path), *options, stdout=io.StringIO(), stderr=io.StringIO())
