"""The agreement check: queued once for each hand-over, ranked, in words, for reviewers alone."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Job, Project, User
from annotations.services.annotations import annotation_submit
from models_service.backends.base import AgreementScore, AnnotationText
from models_service.models import ActiveModel, AgreementCheck, ModelVersion
from models_service.services.checking.comparing import answer_texts
from models_service.services.suggesting.asking import clip_input
from reviewers.models import Review, ReviewCase
from reviewers.services.reactions import reactions_run
from tests import factories, uploading, work
from tests.media import clip
from tests.models_service.fake import FakeBackend, done, model_make, run_make, saved_with

pytestmark = pytest.mark.django_db
BOX = {"frame": 3, "left": 8, "top": 5, "width": 20, "height": 15}


@pytest.fixture
def model(project: Project) -> ModelVersion:
    model = model_make(project)
    ActiveModel.objects.create(project=project, model_version=model)
    return model


def handed_in(project: Project, person: User, **trace: Any) -> Annotation:
    """An answer about a real clip, handed in, with whatever follows from it."""
    video = uploading.ready_video(project, clip("fps_24"))
    fields = {"onset_frame": 3, "offset_frame": 9, "keyframes": [BOX]} | trace
    answer = saved_with(work.draft(project, person, video), factories.trace_body(**fields))
    annotation_submit(annotation=answer, actor=person, revision=answer.revision)
    reactions_run()
    return work.fresh(answer)


def scored(gain: float) -> Any:
    """A model that likes every part alike, but the time by twice as much."""

    def score(text: AnnotationText) -> AgreementScore:
        parts = {name: gain * (2 if name == "time" else 1) for name in text.spans}
        return AgreementScore(text.key, parts, dict.fromkeys(parts, 0.0), dict.fromkeys(parts, 1))

    return score


def check_of(client: APIClient, annotation: Annotation) -> Any:
    return client.get(f"/api/v1/annotations/{annotation.pk}/agreement-check/")


def test_an_answer_is_checked_once_against_what_the_model_says(
    alice: User, bob_client: APIClient, project: Project, model: ModelVersion
) -> None:
    FakeBackend.scored = scored(-1.0)
    answer = handed_in(project, alice)
    assert check_of(bob_client, answer).json()["state"] == "queued"
    job = Job.objects.get(kind="agreement_check")
    assert job.queue == "gpu"
    assert done(job.pk).status == "done"
    body = check_of(bob_client, answer).json()
    assert (body["state"], body["verdict_agrees"], body["best_viou"], body["best_tiou"]) == (
        "done",
        True,
        1,
        1,
    )
    assert set(body["parts"]) == {"verdict", "box", "time", "reason"}
    assert (body["parts"]["time"]["pmi"], body["flagged"]) == (-2, False)
    assert (body["reasons"], body["text"]) == (["time_unlikely"], "The model finds these onsets unlikely.")
    reactions_run()
    assert AgreementCheck.objects.count() == 1


def test_its_annotator_never_sees_it(
    alice: User, alice_client: APIClient, rita_client: APIClient, project: Project, model: ModelVersion
) -> None:
    factories.member_make(project, alice, "reviewer")
    answer = handed_in(project, alice)
    assert check_of(alice_client, answer).status_code == 403
    assert check_of(rita_client, answer).status_code == 404


def test_the_lowest_decile_is_flagged_and_reaches_the_review_queue(
    alice: User, bob: User, bob_client: APIClient, project: Project, model: ModelVersion
) -> None:
    FakeBackend.scored = scored(-3.0)
    answer = handed_in(project, alice)
    for number in range(9):
        other = work.submitted(project, alice)
        AgreementCheck.objects.create(
            annotation=other, project=project, revision=2, model_version=model, state="done", pmi=number
        )
    done(Job.objects.get(kind="agreement_check").pk)
    body = check_of(bob_client, answer).json()
    assert (body["flagged"], body["percentile"]) == (True, 0.05)
    assert ReviewCase.objects.get(video=answer.video).needs == ["waiting", "model_check"]
    url = "/api/v1/reviews/queue/"
    rows = bob_client.get(url, {"project": "demo", "need": "model_check"}).json()["results"]
    assert [row["video"] for row in rows] == [str(answer.video_id)]
    Review.objects.create(annotation=answer, reviewer=bob, decision="return", revision=2)
    told = bob_client.get("/api/v1/projects/demo/suggestion-report/").json()["checks"]
    assert told == {"flagged": 1, "flagged_returned": 1, "unflagged": 0, "unflagged_returned": 0}


def test_marks_without_a_verdict_are_compared_by_any_worker(
    alice: User, bob_client: APIClient, project: Project
) -> None:
    motion = ModelVersion.objects.get(backend="motion")
    video = uploading.ready_video(project, clip("fps_24"))
    run_make(video, motion).run.__class__.objects.update(p_fake=None)
    answer = saved_with(
        work.draft(project, alice, video),
        factories.trace_body(onset_frame=3, offset_frame=9, keyframes=[BOX]),
    )
    annotation_submit(annotation=answer, actor=alice, revision=answer.revision)
    reactions_run()
    job = Job.objects.get(kind="agreement_check")
    assert (job.queue, done(job.pk).status) == ("default", "done")
    body = check_of(bob_client, answer).json()
    assert (body["verdict_agrees"], body["best_tiou"], body["reasons"]) == (None, 0, ["no_overlap"])


def test_without_a_model_there_is_no_check(alice: User, bob_client: APIClient, project: Project) -> None:
    answer = handed_in(project, alice)
    assert check_of(bob_client, answer).json()["state"] == "none"
    assert not Job.objects.filter(kind="agreement_check").exists()


def test_an_answer_is_written_in_the_models_words(alice: User, project: Project, model: ModelVersion) -> None:
    video = uploading.ready_video(project, clip("fps_24"))
    trace = factories.trace_body(onset_frame=12, offset_frame=20, keyframes=[BOX | {"frame": 12}])
    (text,) = answer_texts(answer={"verdict": "fake", "traces": [trace]}, model=model, clip=clip_input(video))
    assert text.text.startswith("FAKE. The video is AI-generated. The unnatural part is at [8, 5, 28, 20]")
    assert text.text[slice(*text.spans["time"])] == "0.5"
    assert answer_texts(answer={"verdict": "unsure", "traces": []}, model=model, clip=clip_input(video)) == []
