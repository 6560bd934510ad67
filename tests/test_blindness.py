"""An annotator learns nothing of where a video comes from, nor of others' answers: over every GET route.

The routes are found by walking the URL resolver. A route whose path has a new kind of parameter fails the
test until an example is added here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import (
    Annotation,
    AnnotationCopy,
    Event,
    Group,
    Job,
    Membership,
    Project,
    Upload,
    User,
    Video,
)
from annotations.services.assignments import queue_next
from models_service.models import Evaluation, EvaluationRow, Reward, TrainingRun
from reviewers.models import Comment, Gold, GoldTrace, Release, StandardisedExplanation, Thread
from tests import factories, uploading, work
from tests.media import clip
from tests.models_service.fake import model_make, run_make

pytestmark = pytest.mark.django_db

CANARY = "canary"
PROVENANCE_KEYS = {"kind", "source", "prompt", "licence", "split", "group", "video_id", "original_name"}
QUERIES = ("", "?project=demo&include=traces", "?mine=1&q=canary")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def canary(what: str) -> str:
    return f"{CANARY}-{what}"


def video_make(project: Project, number: int, **fields: Any) -> Video:
    """A ready video with a real file, whose every text about its origin is a canary."""
    name = ("fps_24", "fps_25", "fps_30")[number]
    group = Group.objects.create(project=project, name=canary(f"group-{number}"), split="test")
    video = uploading.ready_video(project, clip(name), video_id=canary(f"video-id-{number}"))
    told = {what: canary(what) for what in ("source", "prompt", "licence", "original_name")}
    Video.objects.filter(pk=video.pk).update(kind="fake", split="test", group=group, **told, **fields)
    return video


def answer_of_others(project: Project, video: Video, username: str) -> Annotation:
    """A submitted answer by somebody whose name and words are canaries."""
    person = factories.member_make(project, factories.user_make(canary(username)), "annotator")
    annotation = work.complete(work.draft(project, person, video))
    annotation.traces.update(explanation=canary("explanation"), other_tag=canary("tag"))
    Annotation.objects.filter(pk=annotation.pk).update(status="submitted", note=canary("note"))
    return annotation


def copy_make(annotation: Annotation) -> AnnotationCopy:
    answer = {"verdict": "fake", "note": canary("copy"), "traces": []}
    return AnnotationCopy.objects.create(annotation=annotation, base_revision=1, answer=answer)


def gold_make(video: Video, annotation: Annotation) -> None:
    gold = Gold.objects.create(
        video=video, version=1, verdict="fake", rule="accepted", made_by=annotation.annotator
    )
    told = {"explanation": canary("gold"), "categories": ["other"], "other_tag": canary("gold-tag")}
    GoldTrace.objects.create(gold=gold, onset_frame=0, offset_frame=3, **told)


def thread_make(video: Video, opened_by: User, annotation: Annotation | None = None) -> Thread:
    """What somebody else asked about a video or an answer."""
    about = {"annotation": annotation, "annotator": annotation.annotator} if annotation else {}
    thread = Thread.objects.create(
        project=video.project, video=video, opened_by=opened_by, comment_count=1, **about
    )
    Comment.objects.create(thread=thread, number=1, author=opened_by, text=canary("thread"))
    return thread


def sample_of(video: Video) -> dict[str, Any]:
    """What a training run shows of a validation clip."""
    told = {name: canary(name) for name in ("question", "answer", "expected")}
    return {"video_id": video.video_id, "step": 1, **told}


@pytest.fixture
def scene(project: Project, alice: User, ada: User) -> dict[str, list[Any]]:
    """Alice works on one video, may prefetch a second and knows nothing of a third; others have answered."""
    project.overlap = 2
    project.save()
    videos = [video_make(project, number) for number in range(3)]
    others = [answer_of_others(project, video, f"annotator-{video.pk}") for video in videos]
    gold_make(videos[0], others[0])
    copies = [copy_make(annotation) for annotation in others]
    threads = [thread_make(video, ada) for video in videos]
    threads += [thread_make(answer.video, answer.annotator, answer) for answer in others]
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    assert claim.prefetch is not None
    told = {"params": {"file": canary("file")}, "step": canary("step")}
    job = Job.objects.create(kind=canary("job"), project=project, created_by=ada, **told)
    release = Release.objects.create(
        project=project, version=1, made_by=ada, job=job, manifest={"files": {}, "notes": canary("notes")}
    )
    project.suggestion_policy = "blind_first"
    project.save()
    model = model_make(name=canary("model"))
    suggestions = [run_make(video, model, raw_text=canary("raw")) for video in videos]
    heard = {"samples": [sample_of(videos[0])], "log_tail": [canary("log")]}
    run = TrainingRun.objects.create(project=project, release=release, base=model, told=heard)
    wording = StandardisedExplanation.objects.create(
        project=project,
        video=videos[0],
        trace=job.pk,
        raw=canary("raw"),
        raw_sha256="0",
        proposed=canary("wording"),
        model=canary("model"),
    )
    evaluation = Evaluation.objects.create(
        project=project,
        release=release,
        model_id=canary("model"),
        report={"problems": [], "by": canary("by")},
        judge="people",
        finished_at=timezone.now(),
    )
    truth: dict[str, Any] = {"onset_frame": 1, "box": [1, 1, 9, 9], "explanation": canary("truth")}
    said = {"label": "FAKE", "explanation": canary("said")}
    for place, video in enumerate(videos):
        EvaluationRow.objects.create(
            evaluation=evaluation,
            place=place,
            name=canary("row"),
            video=video,
            is_fake=True,
            is_right=False,
            truth=truth,
            predicted=said,
            needs_judge=True,
        )
    sent = {"name": canary("file"), "fields": {"source": canary("source")}, "byte_size": 9, "part_bytes": 9}
    upload = Upload.objects.create(project=project, created_by=ada, **sent)
    rewards = [
        Reward.objects.create(
            video=video, sha256=video.sha256, model_version=model, asked_by=ada, project=project
        )
        for video in videos
    ]
    return {
        "run_id": [run.pk],
        "reward_id": [reward.pk for reward in rewards],
        "suggestion_id": [suggestion.pk for suggestion in suggestions],
        "suggestion_job_id": [job.pk],
        "model_id": [model.pk],
        "video_id": [video.pk for video in videos],
        "annotation_id": [claim.annotation.pk, *(annotation.pk for annotation in others)],
        "copy_id": [copy.pk for copy in copies],
        "thread_id": [thread.pk for thread in threads],
        "assignment_id": [claim.assignment.pk],
        "frame": [0],
        "slug": [project.slug],
        "project": [project.slug],
        "version": [release.version],
        "revision": [1, 2],
        "name": ["all_data.json", "traces.jsonl", "manifest.json", "media.zip"],
        "key": ["object_merging"],
        "user_id": list(Membership.objects.values_list("user", flat=True).distinct()),
        "job_id": [job.pk, *Job.objects.exclude(pk=job.pk).values_list("pk", flat=True)],
        "import_id": [job.pk],
        "evaluation_id": [evaluation.pk],
        "explanation_id": [wording.pk],
        "token_id": [job.pk],
        "invitation_id": [job.pk],
        "upload_id": [upload.pk],
    }


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(path with <parameters>, pattern) of every route below a resolver."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif isinstance(pattern.pattern, RoutePattern):
            yield route, pattern


def get_routes() -> list[str]:
    """Every path below /api/v1/ that answers GET."""
    found = [
        route
        for route, pattern in patterns(get_resolver())
        if route.startswith("api/v1/") and hasattr(getattr(pattern.callback, "view_class", None), "get")
    ]
    assert len(found) > 20
    return found


def addresses(route: str, scene: dict[str, list[Any]]) -> list[str]:
    """The route filled with every example; KeyError for a parameter without one."""
    paths = ["/" + route]
    for match in PARAMETER.finditer(route):
        paths = [path.replace(match[0], str(value), 1) for path in paths for value in scene[match[1]]]
    queries = QUERIES if route.endswith("/") else QUERIES[:1]
    return [path + query for path in paths for query in queries]


def text_of(response: HttpResponseBase) -> str:
    """Headers and body as text."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return headers + body.decode("utf-8", "replace")


def keys_of(value: Any) -> set[str]:
    """Every key anywhere in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys_of(item)}
    if isinstance(value, list):
        return {key for item in value for key in keys_of(item)}
    return set()


def leaks(client: APIClient, path: str) -> list[str]:
    """What an annotator should not have read at this address."""
    response = client.get(path)
    assert response.status_code < 500, path
    found = [CANARY] if CANARY in text_of(response).replace("q=canary", "") else []
    if response.status_code == 200 and response.get("Content-Type", "").startswith("application/json"):
        found += sorted(keys_of(response.json()) & PROVENANCE_KEYS)
    return [f"{path}: {what}" for what in found]


def every_leak(client: APIClient, scene: dict[str, list[Any]], about: str = "") -> list[str]:
    """The leaks of all addresses, or of those that hold `about`."""
    paths = [path for route in get_routes() for path in addresses(route, scene) if about in path]
    return [leak for path in paths for leak in leaks(client, path)]


def test_an_annotator_reads_no_provenance_and_no_others_answers(
    alice_client: APIClient, scene: dict[str, list[Any]]
) -> None:
    assert every_leak(alice_client, scene) == []


def test_somebody_who_also_reviews_reads_none_while_their_own_answer_is_open(
    alice: User, alice_client: APIClient, scene: dict[str, list[Any]], project: Project
) -> None:
    factories.member_make(project, alice, "reviewer", "researcher")
    for about in (scene["video_id"][0], scene["annotation_id"][1], *scene["thread_id"][::3]):
        assert every_leak(alice_client, scene, str(about)) == []


def test_the_canaries_are_there_to_be_found(
    ada_client: APIClient, bob_client: APIClient, scene: dict[str, list[Any]]
) -> None:
    for about in (
        f"videos/{scene['video_id'][0]}/",
        f"annotations/{scene['annotation_id'][1]}/",
        f"threads/{scene['thread_id'][0]}/",
        f"videos/{scene['video_id'][1]}/suggestions/",
    ):
        assert every_leak(ada_client, scene, about)
        assert every_leak(bob_client, scene, about)


def test_claiming_and_saving_tell_nothing(
    alice: User, alice_client: APIClient, scene: dict[str, list[Any]], project: Project
) -> None:
    claimed = alice_client.post("/api/v1/queue/next/", {"project": project.slug})
    own = f"/api/v1/annotations/{scene['annotation_id'][0]}/"
    saved = alice_client.put(
        own, {"verdict": "unsure", "note": "", "traces": []}, headers={"If-Match": '"0"'}
    )
    submitted = alice_client.post(f"{own}submit/", headers={"If-Match": '"1"'})
    for response in (claimed, saved, submitted):
        assert response.status_code == 200
        assert CANARY not in text_of(response)
        assert not keys_of(response.json()) & PROVENANCE_KEYS
    Project.objects.update(suggestion_policy="off")  # `blind_first` shows suggestions from now on
    assert every_leak(alice_client, scene) == []
    assert Event.objects.filter(actor=alice).count() == 2
