"""Agreement over REST and on the command line: what counts, who may read it, what is computed when."""

import io
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Job, Project, Trace, User, Video
from annotations.selectors.pseudonyms import person_name
from annotations.services.annotations import (
    annotation_return,
    annotation_save,
    annotation_submit,
    annotation_withdraw,
)
from annotations.services.job_runs import job_execute
from models_service.models import SuggestionArm
from reviewers.models import AgreementReport, AnswerTerms, PairTerms
from tests import factories, work
from tests.models_service.fake import run_make

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/agreement/"


@pytest.fixture
def people(project: Project) -> list[User]:
    """Three annotators of a project that wants three answers a video."""
    project.overlap = 3
    project.save()
    return [factories.member_make(project, factories.user_make(), "annotator") for _ in range(3)]


def answered(person: User, video: Video, verdict: str = "fake", **fields: Any) -> Annotation:
    """Hand in one trace, or none where the verdict is real."""
    annotation = work.draft(video.project, person, video)
    return handed_in(annotation, verdict, **fields)


def handed_in(annotation: Annotation, verdict: str = "fake", **fields: Any) -> Annotation:
    trace = factories.trace_body(**fields) | {"id": uuid.uuid4()}
    annotation_save(
        annotation=annotation,
        actor=annotation.annotator,
        revision=annotation.revision,
        verdict=verdict,
        note="",
        traces=[trace] if verdict == "fake" else [],  # type: ignore[list-item]
    )
    annotation = work.fresh(annotation)
    annotation_submit(annotation=annotation, actor=annotation.annotator, revision=annotation.revision)
    return work.fresh(annotation)


def read(client: APIClient, **query: Any) -> Any:
    response = client.get(URL, query)
    assert response.status_code == 200, response.json()
    return response.json()


def in_full(client: APIClient, **body: Any) -> Any:
    """Ask for everything, do the job, read."""
    response = client.post(URL, body)
    assert response.status_code == 202, response.json()
    job_execute(job_id=uuid.UUID(response.json()["id"]))
    assert Job.objects.get(pk=response.json()["id"]).status == "done"
    return read(client, **body)


def test_the_values_are_there_at_once(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project)
    for person in people[:2]:
        answered(person, video)
    answered(people[2], video, "real")
    report = read(bob_client)
    assert report["coverage"]["answers"] == 3
    assert report["verdict"]["raw"]["value"] == pytest.approx(1 / 3)
    assert report["pairwise"]["viou_50"]["value"] == pytest.approx(2 / 4)
    assert report["placement"]["mean_viou"]["value"] == 1.0
    assert (report["intervals"], report["pending"]) == (False, {"pairs": 0, "texts": 3})
    assert report["annotators"] == sorted(person_name(project=project, person_id=p.pk) for p in people)


def test_what_was_computed_is_kept_and_only_new_answers_are_added(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    for person in people[:2]:
        answered(person, video)
    read(bob_client)
    first = set(PairTerms.objects.values_list("pk", flat=True))
    assert (AnswerTerms.objects.count(), len(first)) == (2, 1)
    answered(people[2], video)
    read(bob_client)
    assert AnswerTerms.objects.count() == 3
    assert first < set(PairTerms.objects.values_list("pk", flat=True))


def test_the_job_adds_texts_and_intervals_and_the_report_is_kept(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    for number in range(10):
        video = work.queued_video(project)
        answered(people[0], video, explanation="The hand melts into the cup.")
        answered(people[1], video, explanation=f"The hand melts into a cup, {number}.")
    assert read(bob_client)["text"]["chrf"]["value"] is None
    report = in_full(bob_client)
    assert report["intervals"] is True
    assert 0.5 < report["text"]["chrf"]["value"] < 1
    assert report["text"]["chrf"]["ci"] is not None
    assert report["pending"] == {"pairs": 0, "texts": 0}
    assert AgreementReport.objects.count() == 1
    answered(people[2], video)
    assert read(bob_client)["intervals"] is False, "a new answer makes the kept report an old one"


def test_the_last_answer_handed_in_counts_and_the_first_on_request(
    project: Project, people: list[User], bob: User, bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    answered(people[0], video, onset_frame=12)
    second = answered(people[1], video, onset_frame=30, keyframes=[{**box(), "frame": 30}])
    assert read(bob_client)["placement"]["onset_error_median"]["value"] == 18
    annotation_return(annotation=second, actor=bob, revision=second.revision, reasons=["other"], text="")
    handed_in(work.fresh(second), onset_frame=14, keyframes=[{**box(), "frame": 14}])
    assert read(bob_client)["placement"]["onset_error_median"]["value"] == 2
    assert read(bob_client, round="first")["placement"]["onset_error_median"]["value"] == 18


def box() -> dict[str, int]:
    return {"frame": 12, "left": 85, "top": 51, "width": 201, "height": 153}


def test_an_answer_taken_back_does_not_count(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    answered(people[0], video)
    taken_back = answered(people[1], video)
    annotation_withdraw(annotation=taken_back, actor=people[1], revision=taken_back.revision)
    assert read(bob_client)["coverage"]["answers"] == 1


def test_filters(project: Project, people: list[User], bob_client: APIClient) -> None:
    sora, veo = (work.queued_video(project, source=name) for name in ("Sora", "Veo"))
    for person in people:
        answered(person, sora, categories=["object_merging"])
    answered(people[0], veo, categories=["sudden_blurring"])
    answered(people[1], veo, "real")
    names = [person_name(project=project, person_id=person.pk) for person in people]
    assert read(bob_client, source="Veo")["coverage"]["answers"] == 2
    assert read(bob_client, annotators=names[1:])["coverage"]["pairs"] == 1
    merging = read(bob_client, category="object_merging")
    assert merging["pairwise"]["viou_50"]["value"] == 1.0
    assert list(merging["categories"]["by_category"]) == ["object_merging"]
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert read(bob_client, since=tomorrow)["coverage"]["answers"] == 0
    assert read(bob_client)["sources"] == ["Sora", "Veo"]


def test_assisted_answers_stand_apart(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project)
    answered(people[0], video)
    draft, suggestion = work.draft(project, people[1], video), run_make(video)
    offered = {"policy": "shown", "share": 0, "withheld": False, "offered_at": timezone.now()}
    SuggestionArm.objects.create(annotation=draft, **offered)
    handed_in(draft, origin=Trace.Origin.SUGGESTION, suggestion=suggestion.pk)
    assert read(bob_client)["coverage"]["answers"] == 1
    assert read(bob_client, assisted="only")["coverage"]["answers"] == 1
    assert read(bob_client, assisted="all")["coverage"]["pairs"] == 1


def test_a_reviewer_learns_nothing_about_a_video_in_own_work(
    project: Project, people: list[User], alice: User, alice_client: APIClient
) -> None:
    project.overlap = 3
    project.save()
    factories.member_make(project, alice, "reviewer")
    video = work.queued_video(project)
    for person in people[:2]:
        answered(person, video)
    assert read(alice_client)["coverage"]["answers"] == 2
    work.draft(project, alice, video)
    assert read(alice_client)["coverage"]["answers"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"round": "third"}, "round"),
        ({"annotators": ["A-NOONE"]}, "annotators"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
        ({"assisted": "maybe"}, "assisted"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    query: dict[str, Any], field: str, project: Project, bob_client: APIClient
) -> None:
    for response in (bob_client.get(URL, query), bob_client.post(URL, query)):
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"].startswith(field)


def test_who_may_read_it(
    project: Project,
    alice_client: APIClient,
    charlie_client: APIClient,
    rita_client: APIClient,
    ada_client: APIClient,
) -> None:
    assert alice_client.get(URL).status_code == 403
    assert alice_client.post(URL).status_code == 403
    assert charlie_client.get(URL).status_code == 404
    assert rita_client.get(URL).status_code == 200
    assert ada_client.get(URL).status_code == 200


def test_the_cost_does_not_grow_with_the_videos(
    project: Project, people: list[User], bob_client: APIClient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        video = work.queued_video(project)
        for person in people:
            answered(person, video)
    read(bob_client)
    with django_assert_max_num_queries(20):
        read(bob_client)


def test_the_command_prints_the_same(project: Project, people: list[User]) -> None:
    video = work.queued_video(project)
    for person in people:
        answered(person, video)
    out, text = io.StringIO(), io.StringIO()
    call_command("agreement", project="demo", json=True, stdout=out, stderr=io.StringIO())
    report = json.loads(out.getvalue())
    assert report["pairwise"]["viou_50"]["value"] == 1.0
    call_command("agreement", project="demo", stdout=text, stderr=io.StringIO())
    assert any(
        line.startswith("pairwise.viou_50") and "1.000" in line for line in text.getvalue().splitlines()
    )
    assert any("no_variation" in line for line in text.getvalue().splitlines())
