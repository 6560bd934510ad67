"""Videos out: who sees which, and how much of each."""

import base64
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Group, Project, User, Video
from annotations.services.annotations import annotation_submit
from annotations.services.video_files import video_folder
from tests import factories, work
from tests.conftest import client_for
from tests.media import clip
from tests.uploading import ready_video

URL = "/api/v1/videos/"
AT_WORK = {
    "id",
    "project",
    "status",
    "width",
    "height",
    "frame_rate",
    "variable_rate",
    "frame_count",
    "duration_us",
    "rotation",
    "has_audio",
    "sha256",
    "byte_size",
    "poster",
    "filmstrip",
    "filmstrip_layout",
}


@pytest.mark.parametrize("fixture", ["bob_client", "rita_client", "ada_client"])
def test_staff_of_the_project_see_where_a_video_comes_from(
    fixture: str, request: pytest.FixtureRequest, project: Project
) -> None:
    group = Group.objects.create(project=project, name="prompt 7")
    video = factories.video_make(project, source="Gen", prompt="a cat", split="val", group=group)
    body = request.getfixturevalue(fixture).get(f"{URL}{video.pk}/").json()
    assert (body["video_id"], body["kind"], body["source"]) == (video.video_id, "fake", "Gen")
    assert (body["prompt"], body["split"], body["group"]) == ("a cat", "val", "prompt 7")


def test_an_annotator_sees_the_media_facts_of_the_videos_at_work_only(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.draft(project, alice)
    other = factories.video_make(project)
    body = alice_client.get(URL).json()
    assert [row["id"] for row in body["results"]] == [str(annotation.video_id)]
    assert set(body["results"][0]) == AT_WORK
    assert alice_client.get(f"{URL}{annotation.video_id}/").json() == body["results"][0]
    assert alice_client.get(f"{URL}{other.pk}/").status_code == 404


def test_an_annotator_sees_no_more_after_submitting(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.submitted(project, alice)
    assert set(alice_client.get(f"{URL}{annotation.video_id}/").json()) == AT_WORK


@pytest.mark.parametrize("role", ["reviewer", "researcher", "admin"])
def test_staff_who_annotate_are_blind_until_they_have_submitted(
    role: str, alice: User, alice_client: APIClient, project: Project
) -> None:
    factories.member_make(project, alice, role)
    annotation = work.saved(project, alice)
    seen = alice_client.get(f"{URL}{annotation.video_id}/").json()
    assert set(seen) == AT_WORK
    for query in ({"kind": "fake"}, {"q": annotation.video.video_id}, {"source": ""}):
        found = alice_client.get(URL, {"kind": "fake"} | query).json()["results"]
        assert found == []
    annotation_submit(annotation=annotation, actor=alice, revision=annotation.revision)
    assert alice_client.get(f"{URL}{annotation.video_id}/").json()["kind"] == "fake"


def test_a_site_admin_sees_everything(project: Project, video: Video) -> None:
    client = client_for(factories.user_make("root", is_staff=True))
    assert client.get(f"{URL}{video.pk}/").json()["video_id"] == video.video_id
    assert len(client.get(URL).json()["results"]) == 1


def test_it_refuses_an_outsider(charlie_client: APIClient, video: Video) -> None:
    assert charlie_client.get(f"{URL}{video.pk}/").status_code == 404
    assert charlie_client.get(URL).json()["results"] == []
    assert charlie_client.patch(f"{URL}{video.pk}/", {"kind": "real"}).status_code == 404
    assert charlie_client.delete(f"{URL}{video.pk}/").status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.get(f"{URL}00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"project": "demo"}, 3),
        ({"project": "missing"}, 0),
        ({"kind": "real"}, 1),
        ({"source": "Gen"}, 2),
        ({"split": "val"}, 1),
        ({"status": "failed"}, 1),
        ({"q": "CAT"}, 1),
        ({"q": "%"}, 0),
        ({"kind": "fake", "source": "Gen"}, 1),
        ({"taken_down": "false"}, 3),
        ({"taken_down": "true"}, 0),
    ],
)
def test_the_list_is_filtered(
    ada_client: APIClient, project: Project, query: dict[str, str], count: int
) -> None:
    factories.video_make(project, source="Gen", prompt="a cat", split="val")
    factories.video_make(project, source="Gen", kind="real")
    factories.video_make(project, source="Other", kind="unknown", status="failed")
    assert len(ada_client.get(URL, query).json()["results"]) == count


@pytest.mark.parametrize("query", [{"kind": "x"}, {"status": "x"}, {"split": "x"}, {"q": "x" * 201}])
def test_an_unknown_filter_value_is_400(ada_client: APIClient, query: dict[str, str]) -> None:
    assert ada_client.get(URL, query).status_code == 400


@pytest.mark.parametrize("videos", [1, 20])
def test_the_list_costs_the_same_for_many(
    videos: int, ada_client: APIClient, project: Project, django_assert_num_queries: Any
) -> None:
    for _ in range(videos):
        factories.video_make(project)
    # session, user, videos with project and group, their ingest jobs
    with django_assert_num_queries(4):
        assert len(ada_client.get(URL).json()["results"]) == videos


def test_an_admin_corrects_where_it_comes_from(ada_client: APIClient, video: Video) -> None:
    changes = {"kind": "real", "source": "Archive", "group": "set 1", "split": "train", "video_id": "new"}
    body = ada_client.patch(f"{URL}{video.pk}/", changes).json()
    assert {key: body[key] for key in changes} == changes
    facts = Event.objects.get(action="video.changed").facts
    assert (facts["before"]["kind"], facts["after"]["kind"]) == ("fake", "real")


def test_only_provenance_can_be_changed(ada_client: APIClient, video: Video) -> None:
    ada_client.patch(f"{URL}{video.pk}/", {"sha256": "0", "frame_count": 1, "status": "failed"})
    video.refresh_from_db()
    assert (video.frame_count, video.status) == (120, "ready")


def test_a_taken_video_id_is_refused(ada_client: APIClient, project: Project, video: Video) -> None:
    other = factories.video_make(project)
    response = ada_client.patch(f"{URL}{video.pk}/", {"video_id": other.video_id})
    assert (response.status_code, response.json()["code"]) == (409, "video_id_taken")


@pytest.mark.parametrize(
    "changes", [{"kind": "x"}, {"split": "x"}, {"video_id": ""}, {"prompt": "x" * 20_001}]
)
def test_bad_input_is_400(ada_client: APIClient, video: Video, changes: dict[str, Any]) -> None:
    assert ada_client.patch(f"{URL}{video.pk}/", changes).status_code == 400


@pytest.mark.parametrize("fixture", ["bob_client", "rita_client"])
def test_nobody_else_changes_it(fixture: str, request: pytest.FixtureRequest, video: Video) -> None:
    client = request.getfixturevalue(fixture)
    assert client.patch(f"{URL}{video.pk}/", {"kind": "real"}).status_code == 403
    assert client.delete(f"{URL}{video.pk}/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 2001}])
def test_a_take_down_needs_its_reason(ada_client: APIClient, video: Video, body: Any) -> None:
    assert ada_client.delete(f"{URL}{video.pk}/", body).status_code == 400
    assert Video.objects.get().taken_down_at is None


def test_a_take_down_removes_the_media_and_leaves_a_tombstone(
    ada_client: APIClient, rita_client: APIClient, project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    video = ready_video(project, clip("fps_24"))
    with django_capture_on_commit_callbacks(execute=True):
        response = ada_client.delete(f"{URL}{video.pk}/", {"reason": "asked to"})
    assert response.status_code == 204
    assert not video_folder(video).exists()
    assert ada_client.get(f"{URL}{video.pk}/").json()["taken_down_by"] == "ada"
    body = rita_client.get(f"{URL}{video.pk}/").json()
    assert (body["sha256"], body["taken_down_reason"], body["poster"]) == (video.sha256, "asked to", None)
    assert body["taken_down_at"]
    assert ada_client.get(f"{URL}{video.pk}/media/").json()["code"] == "media_missing"
    assert body["taken_down_by"].startswith("R-")  # by pseudonym to others, by name to oneself
    assert ada_client.delete(f"{URL}{video.pk}/", {"reason": "again"}).status_code == 409
    assert ada_client.post(f"{URL}{video.pk}/reprocess/").status_code == 409
    assert Event.objects.get(action="video.taken_down").facts["sha256"] == video.sha256


def test_whoever_works_on_it_loses_it_at_a_take_down(
    ada_client: APIClient, alice: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.draft(project, alice)
    ada_client.delete(f"{URL}{annotation.video_id}/", {"reason": "asked to"})
    assert alice_client.get(f"{URL}{annotation.video_id}/").status_code == 404


@pytest.mark.parametrize("position", ["p=garbage", "p=%00", "o=x", "r=1&p=2001-99-99", ""])
def test_a_made_up_cursor_is_no_server_error(ada_client: APIClient, video: Video, position: str) -> None:
    cursor = base64.b64encode(position.encode()).decode()
    assert ada_client.get(URL, {"cursor": cursor}).status_code in {200, 404}
    assert ada_client.get("/api/v1/projects/demo/members/", {"cursor": cursor}).status_code in {200, 404}


def test_pages_follow_each_other(ada_client: APIClient, project: Project) -> None:
    made = {str(factories.video_make(project).pk) for _ in range(5)}
    page = ada_client.get(URL, {"page_size": 2}).json()
    found = [row["id"] for row in page["results"]]
    while page["next"]:
        page = ada_client.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    assert (len(found), set(found)) == (5, made)
