"""Reliability: hand-made checks give hand-computed numbers; few videos give none."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import ActivitySlice, ActivityTotal, Annotation, Project, User
from reviewers.metrics.reliability import median_statistic, ratio_statistics, wilson_interval
from reviewers.models import ClipCheck, Gold, Review
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/reliability/"
OWN = "/api/v1/projects/demo/my-reliability/"
CSV = "/api/v1/projects/demo/reliability.csv"


def check_make(project: Project, person: User, author: User, **values: Any) -> ClipCheck:
    """A check of an answer on a gold clip, handed in two days ago."""
    annotation = work.submitted(project, person)
    gold = Gold.objects.create(
        video=annotation.video, version=1, verdict="fake", rule="adjudicated", made_by=author
    )
    facts = {
        "verdict_right": True,
        "expected": 1,
        "given": 1,
        "found": 1,
        "categories_right": 1,
        "tiou": 0.8,
        "viou": 0.6,
        "passed": True,
        "revision": 2,
        "handed_in_at": timezone.now() - timedelta(days=2),
    }
    return ClipCheck.objects.create(
        annotation=annotation,
        project=project,
        video=annotation.video,
        person=person,
        gold=gold,
        **(facts | values),
    )


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe 1998, Statistics in Medicine 17:857, method 3: 81 of 263 gives .2553 to .3662."""
    low, high = wilson_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert [round(each, 4) for each in wilson_interval(0, 20)] == [0.0, 0.1611]


def test_ratios_sum_before_they_divide() -> None:
    terms = [(1.0, 2.0)] * 9 + [(4.0, 4.0)]
    statistic = ratio_statistics({"x": terms})["x"]
    assert statistic["value"] == pytest.approx(13 / 22)
    assert statistic["n"] == 22
    low, high = statistic["ci"]
    assert low < 13 / 22 < high
    assert median_statistic([float(number) for number in range(1, 12)])["value"] == 6


@pytest.mark.parametrize("videos", [0, 9])
def test_under_ten_videos_there_is_no_value(videos: int) -> None:
    for statistic in (ratio_statistics({"x": [(1.0, 1.0)] * videos})["x"], median_statistic([1.0] * videos)):
        assert statistic == {"value": None, "ci": None, "n": videos, "reason": "too_few_videos"}


def test_the_numbers_of_a_person(project: Project, alice: User, bob: User, bob_client: APIClient) -> None:
    for number in range(10):
        missed = {"passed": False, "found": 0, "categories_right": 0, "tiou": 0.2, "viou": 0.1}
        check_make(project, alice, bob, **(missed if number < 2 else {}))
    for number, annotation in enumerate(Annotation.objects.order_by("created_at")):
        ActivityTotal.objects.create(annotation=annotation, active_ms=(number + 1) * 1000)
        decision = "return" if number < 5 else "accept"
        Review.objects.create(annotation=annotation, reviewer=bob, decision=decision, revision=2)
    (row,) = bob_client.get(URL).json()
    assert row["annotator"].startswith("A-")
    assert (row["submitted"], row["active_ms"]) == (10, 55_000)
    gold = row["gold"]
    assert (gold["hit_rate"]["value"], gold["hit_rate"]["n"]) == (0.8, 10)
    assert gold["hit_rate"]["ci"] == pytest.approx([0.4902, 0.9433], abs=1e-4)
    assert gold["tiou"]["value"] == pytest.approx((8 * 0.8 + 2 * 0.2) / 10)
    assert gold["category_accuracy"] == {"value": None, "ci": None, "n": 8, "reason": "too_few_videos"}
    assert row["time_per_video_ms"]["value"] == 5500
    assert (row["returns"]["value"], row["returns"]["n"]) == (0.5, 10)
    assert row["agreement"]["traces"] == {"value": None, "ci": None, "n": 0, "reason": "too_few_videos"}


def test_agreement_with_others(project: Project, alice: User, bob_client: APIClient) -> None:
    """Ten videos; the other person says the same on six and places the trace elsewhere on four."""
    project.overlap = 2
    project.save()
    other = factories.member_make(project, factories.user_make(), "annotator")
    for number in range(10):
        first = work.complete(work.draft(project, alice))
        _submit(first)
        second = work.draft(project, other, first.video)
        _submit(work.complete(second) if number < 6 else _elsewhere(second))
    for row in bob_client.get(URL).json():
        assert row["agreement"]["traces"]["value"] == pytest.approx(0.6)
        assert row["agreement"]["traces"]["n"] == 20
        assert row["agreement"]["verdicts"]["value"] == 1


def _submit(annotation: Annotation) -> None:
    url = f"/api/v1/annotations/{annotation.pk}/submit/"
    done = client_for(annotation.annotator).post(url, headers={"If-Match": f'"{annotation.revision}"'})
    assert done.status_code == 200, done.content


def _elsewhere(annotation: Annotation) -> Annotation:
    trace = factories.trace_body(
        onset_frame=80,
        offset_frame=90,
        keyframes=[{"frame": 80, "left": 1, "top": 1, "width": 9, "height": 9}],
    )
    body = {"verdict": "fake", "note": "", "traces": [trace]}
    client = client_for(annotation.annotator)
    saved = client.put(f"/api/v1/annotations/{annotation.pk}/", body, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.content
    return work.fresh(annotation)


def test_own_numbers_count_gold_clips_from_the_day_after(
    project: Project, alice: User, bob: User, alice_client: APIClient
) -> None:
    """So that a count which moves does not tell which video was one."""
    check = check_make(project, alice, bob, handed_in_at=timezone.now())
    assert alice_client.get(OWN).json()["gold"]["hit_rate"]["n"] == 0
    ClipCheck.objects.filter(pk=check.pk).update(handed_in_at=timezone.now() - timedelta(days=1))
    assert alice_client.get(OWN).json()["gold"]["hit_rate"]["n"] == 1


def test_who_may_read_what(project: Project, alice: User, bob: User, rita: User, ada: User) -> None:
    table = {alice: (403, 403, 200), bob: (200, 200, 403), rita: (403, 403, 403), ada: (200, 200, 403)}
    table |= {factories.user_make(): (404, 404, 404)}
    for person, expected in table.items():
        client = client_for(person)
        assert tuple(client.get(url).status_code for url in (URL, CSV, OWN)) == expected, person
    assert [client_for(None).get(url).status_code for url in (URL, CSV, OWN)] == [401] * 3


def test_the_table_for_pay(project: Project, alice: User, ada: User, bob: User) -> None:
    annotation = work.accepted(project, alice)
    now = timezone.now()
    for number, active_ms in enumerate((90_000, 3_600_000)):
        ActivitySlice.objects.create(
            id=f"00000000-0000-4000-8000-00000000000{number}",
            annotation=annotation,
            started_at=now - timedelta(days=40 * number),
            active_ms=active_ms,
            keyboard=0,
            pointer=0,
        )
    lines = table_of(ada, "")
    assert lines[0].split(",")[:2] == ["annotator", "answers_handed_in"]
    assert lines[1].split(",") == ["alice", "1", "1", "0", "0", "61.5", "1.025"]
    since = (now - timedelta(days=1)).date().isoformat()
    assert table_of(ada, f"?since={since}")[1].endswith("1.5,0.025")
    assert table_of(bob, "")[1].startswith("A-")
    wrong = client_for(ada).get(f"{CSV}?since=2030-01-02&until=2030-01-01")
    assert wrong.status_code == 400


def table_of(person: User, query: str) -> list[str]:
    response = client_for(person).get(CSV + query)
    assert response.status_code == 200
    return b"".join(response).decode().splitlines()
