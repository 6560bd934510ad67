"""What the answers of a project took: for researchers and admins, as JSON and as CSV."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.csv_lines import cell_safe, csv_lines
from annotations.models import Annotation, Project, User, Video
from annotations.services.personal.activity import SliceBody, activity_add
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/activity"


def worked(annotation: Annotation) -> Annotation:
    traces = [str(trace.pk) for trace in annotation.trace_rows] + [str(uuid.uuid4())]
    body = SliceBody(
        id=uuid.uuid4(),
        started_at=timezone.now(),
        active_ms=61_000,
        keyboard=9,
        pointer=3,
        edits=dict.fromkeys(traces, 2),
        aids={"onion": 4},
    )
    activity_add(annotation=annotation, actor=annotation.annotator, slices=[body])
    return annotation


def listed(client: APIClient) -> list[dict[str, Any]]:
    response = client.get(f"{URL}/")
    assert response.status_code == 200, response.json()
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def table(client: APIClient) -> list[dict[str, str]]:
    response = client.get(f"{URL}.csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_says_what_an_answer_took(alice: User, rita_client: APIClient, project: Project) -> None:
    annotation = worked(work.submitted(project, alice))
    (row,) = listed(rita_client)
    assert row["annotator"].startswith("A-")
    assert row.pop("annotator") == rita_client.get(f"{URL}/").json()["results"][0]["annotator"]
    assert len(row.pop("edits_by_trace")) == 2
    assert row.pop("submitted_at")
    assert row == {
        "annotation": str(annotation.pk),
        "video": str(annotation.video_id),
        "video_name": annotation.video.video_id,
        "active_ms": 61_000,
        "keyboard": 9,
        "pointer": 3,
        "edits": 4,
        "traces": 1,
        "revisions": 2,
        "aids": {"onion": 4},
    }


def test_the_csv_says_the_same(alice: User, ada_client: APIClient, project: Project) -> None:
    first, second = (worked(work.submitted(project, alice)) for _ in range(2))
    rows = table(ada_client)
    assert [row["annotation"] for row in rows] == [str(first.pk), str(second.pk)]
    (same,) = [row for row in listed(ada_client) if row["annotation"] == str(first.pk)]
    for name in ("annotator", "video", "active_ms", "keyboard", "pointer", "edits", "traces", "revisions"):
        assert rows[0][name] == str(same[name])
    assert (rows[0]["edits_per_trace"], rows[0]["aid_onion"], rows[0]["aid_loupe"]) == ("2;2", "4", "0")
    assert "alice" not in str(rows)


def test_only_what_was_handed_in_is_told(alice: User, rita_client: APIClient, project: Project) -> None:
    worked(work.saved(project, alice))
    returned = work.returned(project, alice)
    assert [row["annotation"] for row in listed(rita_client)] == [str(returned.pk)]


def test_a_researcher_who_annotates_sees_only_what_they_have_answered(
    alice: User, rita: User, rita_client: APIClient, project: Project
) -> None:
    Project.objects.update(overlap=2)
    project.refresh_from_db()
    factories.member_make(project, rita, "annotator")
    others = work.submitted(project, alice)
    assert listed(rita_client) == table(rita_client) == []
    own = work.draft(project, rita, others.video)
    assert listed(rita_client) == []
    Annotation.objects.filter(pk=own.pk).update(
        status="submitted", verdict="real", submitted_at=timezone.now()
    )
    assert {row["annotator"] == "me" for row in listed(rita_client)} == {True, False}


@pytest.mark.parametrize("end", ["/", ".csv"])
def test_who_may_read_it(end: str, request: pytest.FixtureRequest, project: Project) -> None:
    expected = {"ada": 200, "rita": 200, "alice": 403, "bob": 403, "charlie": 404, "anonymous": 401}
    for name, status in expected.items():
        client = request.getfixturevalue(f"{name}_client")
        assert client.get(f"{URL}{end}").status_code == status, name
    assert (
        request.getfixturevalue("ada_client").get(f"/api/v1/projects/none/activity{end}").status_code == 404
    )


def test_no_cell_is_a_formula(alice: User, ada_client: APIClient, project: Project) -> None:
    annotation = work.submitted(project, alice)
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'plain, "quoted"'):
        Video.objects.filter(pk=annotation.video_id).update(video_id=name)
        (row,) = table(ada_client)
        assert row["video_name"] == (name if name.startswith("plain") else f"'{name}")


def test_numbers_and_plain_texts_stay() -> None:
    assert [cell_safe(cell) for cell in (-1, 0, "", "a=b", None)] == [-1, 0, "", "a=b", None]
    assert list(csv_lines(("a", "b"), [(1, "x\ny")])) == ["a,b\r\n", '1,"x\ny"\r\n']


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_costs_the_same_for_any_length(
    alice: User, rita_client: APIClient, project: Project, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        worked(work.submitted(project, alice))
    with django_assert_num_queries(5):  # session, user, project, roles, page
        assert len(listed(rita_client)) == count
    with django_assert_num_queries(5):  # the same
        assert len(table(rita_client)) == count
