"""The provenance report, the ranked queue, and the command."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from annotations.models import ActivityTotal, Annotation, Project, QueueEntry, User
from annotations.services.annotations import annotation_lock, annotation_submit
from annotations.services.projects import project_update
from models_service.models import ActiveModel, SuggestionRun
from models_service.services.ranking.scores import priorities_of, priority_of
from reviewers.models import Gold
from reviewers.services.reactions import reactions_run
from tests import factories, uploading, work
from tests.conftest import client_for
from tests.media import clip
from tests.models_service.fake import model_make, person_make, policy_set, run_make, saved_with

pytestmark = pytest.mark.django_db
REPORT = "/api/v1/projects/demo/suggestion-report/"


def assisted(project: Project, person: User, decision: str, **moved: Any) -> Annotation:
    """An answer that locked a first pass, saw one suggestion and decided about it, handed in."""
    draft = saved_with(work.draft(project, person), factories.trace_body())
    suggestion = run_make(draft.video)
    annotation_lock(annotation=draft, actor=person, revision=draft.revision)
    client = client_for(person)
    client.get(f"/api/v1/videos/{draft.video_id}/suggestions/")
    first = [trace.pk for trace in draft.trace_rows]
    own = {
        **{"onset_frame": 10, "offset_frame": 40, "explanation": suggestion.explanation},
        **{"keyframes": suggestion.keyframes, "origin": "suggestion", "suggestion": suggestion.pk},
    }
    body = {"decision": decision, "annotation": str(draft.pk)}
    assert client.post(f"/api/v1/suggestions/{suggestion.pk}/decide/", body).status_code == 200
    kept = factories.trace_body(id=str(first[0]), onset_frame=11)
    taken = [factories.trace_body(**{**own, **moved})] if decision != "rejected" else []
    answer = saved_with(work.fresh(draft), kept, *taken)
    annotation_submit(annotation=answer, actor=person, revision=answer.revision)
    ActivityTotal.objects.create(annotation=answer, active_ms=60_000)
    return work.fresh(answer)


def test_it_tells_acceptance_edits_and_what_the_first_pass_became(
    bob: User, rita_client: APIClient, project: Project
) -> None:
    policy_set(project, "blind_first")
    people = [person_make(project, "annotator") for _ in range(3)]
    answers = [
        assisted(project, people[0], "accepted"),
        assisted(project, people[1], "edited", offset_frame=25, explanation="Quite another text."),
        assisted(project, people[2], "rejected"),
    ]
    for answer in answers[:2]:
        verdict = "fake" if answer == answers[0] else "real"
        Gold.objects.create(video=answer.video, version=1, verdict=verdict, rule="adjudicated", made_by=bob)
    body = rita_client.get(REPORT).json()
    counted = [
        (each["shown"], each["accepted"], each["edited"], each["rejected"]) for each in body["by_model"]
    ]
    assert sorted(counted) == [(1, 0, 0, 1), (1, 0, 1, 0), (1, 1, 0, 0)]
    edited = next(each for each in body["by_model"] if each["edited"])
    assert edited["tiou"]["value"] == pytest.approx(16 / 31)
    assert (edited["box_iou"]["value"], edited["acceptance"]["value"]) == (1, 1)
    assert edited["text_distance"]["value"] > 0.5
    arm = body["arms"]["with"]
    assert (arm["answers"], arm["active_ms"]["value"], arm["gold_agreement"]["value"]) == (3, 60_000, 0.5)
    assert body["arms"]["without"]["gold_agreement"]["reason"] == "no_pairable_units"
    counts = {"answers": 3, "changed_verdict": 0, "added": 2, "removed": 0, "moved": 3}
    assert body["first_pass"] == counts
    text = b"".join(rita_client.get("/api/v1/projects/demo/suggestion-report.csv")).decode()
    assert "first_pass,added,2" in text


def test_an_annotator_reads_no_report(alice_client: APIClient) -> None:
    assert alice_client.get(REPORT).status_code == 403


def test_the_queue_is_ranked_by_what_is_uncertain_and_a_share_never_is(ada: User, project: Project) -> None:
    model = model_make(project)
    ActiveModel.objects.create(project=project, model_version=model)
    videos = [work.queued_video(project) for _ in range(4)]
    for video, p_fake in zip(videos, (0.99, 0.5, 0.8, 0.01), strict=True):
        SuggestionRun.objects.filter(pk=run_make(video, model).run_id).update(p_fake=p_fake)
    given = QueueEntry.objects.filter(video=videos[3])
    given.update(priority=1000, person=ada)
    project = project_update(project=project, actor=ada, queue_order="uncertainty", queue_random_share=0.0)
    reactions_run()
    ranked = {entry.video_id: entry.priority for entry in QueueEntry.objects.all()}
    assert [ranked[video.pk] for video in videos] == [21, 999, 400, 1000]
    assert priority_of(videos[0].pk, 0.0, 1.0) == priority_of(videos[0].pk, 1.0, 1.0)
    project_update(project=project, actor=ada, queue_order="none")
    reactions_run()
    assert set(QueueEntry.objects.exclude(video=videos[3]).values_list("priority", flat=True)) == {0}


def test_disagreement_and_coverage(
    ada: User, alice: User, project: Project, django_assert_max_num_queries: Any
) -> None:
    project.overlap = 2
    project.save()
    model = model_make(project)
    ActiveModel.objects.create(project=project, model_version=model)
    known, rare = work.queued_video(project, source="Pika"), work.queued_video(project, source="Sora")
    work.complete(work.draft(project, alice, known))
    Annotation.objects.update(status="submitted")
    for video in (known, rare):
        SuggestionRun.objects.filter(pk=run_make(video, model).run_id).update(p_fake=0.1)
    project.queue_random_share = 0
    project.queue_order = "disagreement"
    with django_assert_max_num_queries(7):
        found = priorities_of(project=project)
    assert found[known.pk] > found[rare.pk]
    project.queue_order = "coverage"
    found = priorities_of(project=project)
    assert found[rare.pk] > found[known.pk]


def test_the_command_asks_and_goes_on_where_it_stopped(project: Project) -> None:
    model = model_make(project)
    for name in ("fps_24", "fps_25"):
        uploading.ready_video(project, clip(name))
    for told in ("made 2, already there 0", "made 0, already there 2"):
        out = io.StringIO()
        call_command("suggest", model=model.pk, stdout=out, stderr=io.StringIO())
        assert out.getvalue().strip() == told
