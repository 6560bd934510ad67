"""The dashboard's numbers against a small project that is counted by hand."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import (
    ActivitySlice,
    ActivityTotal,
    Annotation,
    AnnotationRevision,
    Project,
    User,
    Video,
)
from annotations.selectors.pseudonyms import person_name
from annotations.services.annotations import annotation_save, annotation_submit
from reviewers.models import AgreementWeek, Gold, Review, ReviewCase
from reviewers.services.reviews import review_accept, review_return
from reviewers.services.stats.report import TABLES
from tests import factories, work
from tests.reviewers.stats.busy import busy_project_fill

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/stats/"


@pytest.fixture
def people(project: Project) -> list[User]:
    """Two annotators of a project that wants two answers a video."""
    project.overlap = 2
    project.save()
    return [factories.member_make(project, factories.user_make(), "annotator") for _ in range(2)]


def answered(person: User, video: Video, verdict: str = "fake", **fields: Any) -> Annotation:
    annotation = work.draft(video.project, person, video)
    trace = factories.trace_body(**fields) | {"id": uuid.uuid4()}
    traces: Any = [trace] if verdict == "fake" else []
    annotation_save(annotation=annotation, actor=person, revision=0, verdict=verdict, note="", traces=traces)
    annotation = work.fresh(annotation)
    annotation_submit(annotation=annotation, actor=person, revision=annotation.revision)
    return work.fresh(annotation)


def moved(annotation: Annotation, at: datetime) -> None:
    """Handed in at another time."""
    Annotation.objects.filter(pk=annotation.pk).update(submitted_at=at)
    AnnotationRevision.objects.filter(annotation=annotation).update(made_at=at)


def timed(annotation: Annotation, at: datetime, active_ms: int) -> None:
    ActivityTotal.objects.create(annotation=annotation, active_ms=active_ms)
    counts = {"active_ms": active_ms, "keyboard": 1, "pointer": 1}
    ActivitySlice.objects.create(id=uuid.uuid4(), annotation=annotation, started_at=at, **counts)


def read(client: APIClient) -> Any:
    response = client.get(URL)
    assert response.status_code == 200, response.json()
    return response.json()


def table(client: APIClient, name: str) -> list[list[str]]:
    response = client.get(f"{URL}{name}.csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="demo-{name}.csv"'
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_a_small_project_counted_by_hand(
    project: Project, people: list[User], bob: User, bob_client: APIClient
) -> None:
    sora, veo, real = (
        work.queued_video(project, source=source, kind=kind)
        for source, kind in (("Sora", "fake"), ("Veo", "fake"), ("Web", "real"))
    )
    work.queued_video(project)
    first = answered(people[0], sora, categories=["object_merging", "sudden_blurring"])
    answered(people[1], sora, categories=["object_merging"])
    answered(people[0], veo, "unsure")
    back = answered(people[0], real, "real")
    review_accept(annotation=first, actor=bob, revision=first.revision)
    review_return(annotation=back, actor=bob, revision=back.revision, reasons=["other"], text="")
    work.draft(project, people[1], veo)
    timed(first, timezone.now(), 120_000)

    stats = read(bob_client)
    states = {"gold": 0, "to_review": 1, "under_way": 2, "waiting": 1, "preparing": 0, "unplayable": 0}
    assert stats["progress"] == states
    assert stats["answers"] == {"draft": 1, "submitted": 2, "returned": 1, "accepted": 1}
    today = {"date": timezone.now().date().isoformat(), "submitted": 4, "accepted": 1, "returned": 1}
    assert stats["throughput"] == [today | {"gold": 0, "active_ms": 120_000}]
    assert stats["active_ms"]["median"] == 120_000
    assert stats["verdicts"] == {"fake": 2, "real": 0, "unsure": 1}
    assert stats["verdicts_by_source"] == [
        {"kind": "fake", "source": "Sora", "fake": 2, "real": 0, "unsure": 0},
        {"kind": "fake", "source": "Veo", "fake": 0, "real": 0, "unsure": 1},
    ]
    assert stats["categories_by_generator"] == [
        {"source": "Sora", "traces": 2, "categories": {"object_merging": 2, "sudden_blurring": 1}}
    ]


def test_a_video_is_gold_before_anything_else(project: Project, bob: User, bob_client: APIClient) -> None:
    imported = factories.video_make(project, metadata_only=True)
    factories.video_make(project, metadata_only=True)
    factories.video_make(project, status="processing")
    factories.video_make(project, taken_down_at=timezone.now())
    Gold.objects.create(video=imported, version=1, verdict="fake", rule="import", made_by=bob)
    stats = read(bob_client)
    assert {state: n for state, n in stats["progress"].items() if n} == {
        "gold": 1,
        "preparing": 1,
        "unplayable": 1,
    }
    assert stats["throughput"] == [], "what was imported is nobody's throughput"


def test_imported_answers_are_no_verdicts_but_their_traces_count(
    project: Project, alice: User, bob_client: APIClient
) -> None:
    video = factories.video_make(project, source="Sora")
    imported = Annotation.objects.create(
        project=project, video=video, annotator=alice, status="accepted", verdict="fake", revision=1
    )
    imported.traces.create(id=uuid.uuid4(), onset_frame=1, offset_frame=2, categories=["object_merging"])
    stats = read(bob_client)
    assert stats["verdicts"] == {"fake": 0, "real": 0, "unsure": 0}
    assert stats["categories_by_generator"][0]["traces"] == 1


def test_days_are_utc_days_without_gaps(project: Project, people: list[User], bob_client: APIClient) -> None:
    now = timezone.now()
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=2)
    for moment in (midnight - timedelta(microseconds=1), midnight):
        moved(answered(people[0], work.queued_video(project)), moment)
    days = read(bob_client)["throughput"]
    assert [day["submitted"] for day in days] == [1, 1, 0, 0]
    assert days[0]["date"] == (midnight.date() - timedelta(days=1)).isoformat()
    assert days[-1]["date"] == now.date().isoformat()


def test_an_answer_counts_on_the_day_of_its_first_hand_over(
    project: Project, people: list[User], bob: User, bob_client: APIClient
) -> None:
    annotation = answered(people[0], work.queued_video(project))
    moved(annotation, timezone.now() - timedelta(days=3))
    review_return(annotation=annotation, actor=bob, revision=annotation.revision, reasons=["other"], text="")
    annotation = work.complete(work.fresh(annotation))
    annotation_submit(annotation=annotation, actor=people[0], revision=annotation.revision)
    days = read(bob_client)["throughput"]
    assert [day["submitted"] for day in days] == [1, 0, 0, 0]
    assert [day["returned"] for day in days] == [0, 0, 0, 1]


def test_agreement_is_followed_by_week(project: Project, people: list[User], bob_client: APIClient) -> None:
    """In the first week both say fake twice; in the second they differ once and agree once."""
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    for days, verdicts in ((0, "fake"), (6, "fake"), (7, "real"), (13, "fake")):
        video = work.queued_video(project)
        moved(answered(people[0], video), monday + timedelta(days=days - 3))
        moved(answered(people[1], video, verdicts), monday + timedelta(days=days, hours=23))
    moved(answered(people[0], work.queued_video(project)), monday + timedelta(days=40))
    weeks = read(bob_client)["agreement_over_time"]
    assert [(week["week"], week["videos"], week["pairs"]) for week in weeks] == [
        ("2026-03-02", 2, 2),
        ("2026-03-09", 2, 2),
    ]
    assert weeks[0]["verdict_raw"] == {"value": 1.0, "n": 2, "reason": None}
    assert weeks[0]["verdict_alpha"] == {"value": None, "n": 2, "reason": "no_variation"}
    assert weeks[1]["verdict_raw"]["value"] == 0.5
    # Three fake and one real in two units: Do = .5, De = 2 * 3 * 1 / (4 * 3) = .5.
    assert weeks[1]["verdict_alpha"]["value"] == pytest.approx(0.0)
    # One trace on one side of the pair that differs, two equal ones in the other: 2 * 1 / (1 + 2).
    assert weeks[1]["found"]["value"] == pytest.approx(2 / 3)


def test_a_week_is_computed_again_only_when_its_answers_change(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    for person in people:
        answered(person, video)
    read(bob_client)
    AgreementWeek.objects.update(body={**AgreementWeek.objects.get().body, "videos": 7})
    assert read(bob_client)["agreement_over_time"][0]["videos"] == 7, "kept"
    video = work.queued_video(project)
    for person in people:
        answered(person, video)
    assert read(bob_client)["agreement_over_time"][0]["videos"] == 2, "computed again"


def test_an_empty_project_has_empty_tables(bob_client: APIClient, project: Project) -> None:
    stats = read(bob_client)
    assert (stats["throughput"], stats["agreement_over_time"], stats["verdicts_by_source"]) == ([], [], [])
    assert stats["active_ms"] == {"n": 0, "total": 0, "median": None, "p90": None, "bars": []}
    assert set(stats["progress"].values()) == {0}
    for name in TABLES:
        assert table(bob_client, name)[0]


def test_one_annotator_agrees_with_nobody(project: Project, alice: User, bob_client: APIClient) -> None:
    answered(alice, work.queued_video(project))
    stats = read(bob_client)
    assert stats["agreement_over_time"] == []
    assert stats["verdicts"]["fake"] == 1


def test_a_project_of_real_videos_alone(project: Project, people: list[User], bob_client: APIClient) -> None:
    for _ in range(2):
        video = work.queued_video(project, kind="real", source="Web")
        for person in people:
            answered(person, video, "real")
    stats = read(bob_client)
    assert stats["categories_by_generator"] == []
    week = stats["agreement_over_time"][0]
    assert week["verdict_raw"]["value"] == 1.0
    assert week["verdict_alpha"]["reason"] == "no_variation"
    assert week["found"] == {"value": None, "n": 0, "reason": "no_pairable_units"}


def test_nothing_of_a_video_in_own_work_is_counted(
    project: Project, people: list[User], alice: User, alice_client: APIClient
) -> None:
    project.overlap = 3
    project.save()
    factories.member_make(project, alice, "reviewer")
    video = work.queued_video(project, source="Sora")
    for person in people:
        answered(person, video)
    work.draft(project, alice, video)
    stats = read(alice_client)
    assert stats["verdicts"] == {"fake": 0, "real": 0, "unsure": 0}
    assert stats["categories_by_generator"] == stats["agreement_over_time"] == []
    assert table(alice_client, "verdicts")[1:] == []
    assert not AgreementWeek.objects.exists(), "what holds for one viewer is not kept for all"


def test_tables_hold_what_the_plots_show(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project, source="=cmd|' /C calc'!A1")
    for person in people:
        timed(answered(person, video), timezone.now(), 61_000)
    moved(answered(people[0], work.queued_video(project, source="Veo"), "unsure"), timezone.now())
    assert ["video", "to_review", "1"] in table(bob_client, "progress")
    assert table(bob_client, "throughput")[1][1:] == ["3", "0", "0", "0", "122000"]
    assert table(bob_client, "active-time")[-1] == ["60000", "65000", "2"]
    verdicts = table(bob_client, "verdicts")
    assert verdicts[1] == ["fake", "'=cmd|' /C calc'!A1", "2", "0", "0", "2", "0.0"]
    assert verdicts[2] == ["fake", "Veo", "0", "0", "1", "1", "1.0"]
    categories = table(bob_client, "categories")
    assert categories[1][0].startswith("'="), "no spreadsheet takes a source for a formula"
    assert ["'=cmd|' /C calc'!A1", "object_merging", "2", "2", "1.0"] in categories
    assert len(categories) == 1 + project.categories.count()
    assert table(bob_client, "agreement")[1][1:4] == ["1", "1", ""]


def test_conflicts_are_counted_by_kind(
    project: Project, alice: User, alice_client: APIClient, bob_client: APIClient
) -> None:
    found: list[dict[str, int]] = [{"missing": 2, "box_apart": 1}, {"missing": 1}, {}]
    for conflicts in found:
        case = {"conflicts": conflicts, "waiting_since": timezone.now()}
        video = work.queued_video(project)
        ReviewCase.objects.create(project=project, video=video, **case)
    counts = [
        {"kind": "missing", "conflicts": 3, "videos": 2},
        {"kind": "box_apart", "conflicts": 1, "videos": 1},
    ]
    assert read(bob_client)["conflicts"] == counts
    assert table(bob_client, "conflicts")[1:] == [["missing", "3", "2"], ["box_apart", "1", "1"]]
    factories.member_make(project, alice, "reviewer")
    work.draft(project, alice, Video.objects.get(review_case__conflicts__has_key="box_apart"))
    assert read(alice_client)["conflicts"] == [{"kind": "missing", "conflicts": 1, "videos": 1}]


def test_nobody_is_named(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project)
    for person in people:
        answered(person, video)
    texts = [str(read(bob_client)), *(str(table(bob_client, name)) for name in TABLES)]
    for person in people:
        assert not any(person.username in text for text in texts)
    assert person_name(project=project, person_id=people[0].pk).startswith("A-")


def test_who_may_read_it(
    project: Project,
    alice_client: APIClient,
    anonymous_client: APIClient,
    charlie_client: APIClient,
    rita_client: APIClient,
    ada_client: APIClient,
) -> None:
    for path in (URL, *(f"{URL}{name}.csv" for name in TABLES), "/api/v1/projects/demo/agreement.csv"):
        assert anonymous_client.get(path).status_code == 401
        assert alice_client.get(path).status_code == 403
        assert charlie_client.get(path).status_code == 404
        assert rita_client.get(path).status_code == 200
        assert ada_client.get(path).status_code == 200
    assert ada_client.get(f"{URL}people.csv").status_code == 404


@pytest.mark.parametrize("videos", [4, 40])
def test_the_cost_does_not_grow(
    videos: int, project: Project, bob_client: APIClient, django_assert_num_queries: Any
) -> None:
    busy_project_fill(project, videos=videos, waiting=0, end=datetime(2026, 5, 4, tzinfo=UTC))
    read(bob_client)
    # session, person, project, roles; answers counted to a limit; videos at work (2); videos and answers by
    # state (2); days (5); verdicts, categories, times (3); answers and terms counted (2), answers, pairs,
    # weeks (3); conflicts
    with django_assert_num_queries(23):
        read(bob_client)


def test_the_busy_project_is_one_that_the_platform_could_have_made(
    project: Project, bob_client: APIClient
) -> None:
    busy_project_fill(project, videos=30, end=datetime(2026, 5, 4, tzinfo=UTC))
    stats = read(bob_client)
    assert stats["progress"]["waiting"] == 4
    assert stats["progress"]["gold"] == Gold.objects.count() > 0
    assert sum(day["submitted"] for day in stats["throughput"]) == Annotation.objects.count()
    assert sum(day["accepted"] for day in stats["throughput"]) == Review.objects.count()
    assert date.fromisoformat(stats["throughput"][0]["date"]).year == 2026


def test_agreement_as_a_table(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project)
    for person in people:
        answered(person, video)
    response = bob_client.get("/api/v1/projects/demo/agreement.csv", {"round": "first"})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text))}
    assert rows["statistic"] == ["value", "low", "high", "n", "reason"]
    assert rows["coverage.pairs"][0] == "1"
    assert rows["pairwise.viou_50"] == ["1.0", "", "", "1", ""]
    assert rows["verdict.alpha"] == ["", "", "", "1", "no_variation"]
    assert bob_client.get("/api/v1/projects/demo/agreement.csv", {"round": "third"}).status_code == 400
