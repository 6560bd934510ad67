"""More rows of everything that a list of the project shows: twins of those that the world holds."""

import uuid
from typing import Any, TypeVar

from django.db import models

from annotations.models import (
    Annotation,
    AnnotationCopy,
    AnnotationRevision,
    ApiToken,
    Assignment,
    Event,
    Invitation,
    Job,
    Membership,
    Trace,
    Upload,
    User,
    Video,
)
from models_service.models import Evaluation, EvaluationRow, ModelVersion, TrainingRun
from reviewers.models import (
    Comment,
    Gold,
    GoldClip,
    Release,
    ReviewCase,
    StandardisedExplanation,
    Thread,
)
from tests.permissions.people import World

M = TypeVar("M", bound=models.Model)


def rows_grow(world: World, numbers: range) -> None:
    """One more of everything for each number."""
    for number in numbers:
        video, answer = _answer_more(world, number)
        _judged_more(world, number, video, answer)
        _kept_more(world, number)


def _answer_more(world: World, number: int) -> tuple[Video, Annotation]:
    """Another annotator with an answer on another video, and more history of the answer that is there."""
    first = Annotation.objects.get(pk=world.others["annotation_id"])
    person = User.objects.create(username=f"more{number}")
    Membership.objects.create(project=world.project, user=person, role="annotator")
    video = _twin(first.video, video_id=f"more-{number}", sha256=f"e{number:063x}")
    task = _twin(Assignment.objects.get(annotation=first), video=video, person=person, entry=None)
    told = {"video": video, "annotator": person, "assignment": task}
    answer = _twin(first, status="submitted", submitted_at=first.updated_at, **told)
    _twin(Trace.objects.filter(annotation=first)[0], annotation=answer)
    body = {"verdict": "fake", "note": "", "traces": []}
    AnnotationRevision.objects.create(
        annotation=answer, revision=1, status="submitted", answer=body, made_by=person
    )
    AnnotationCopy.objects.create(annotation=first, base_revision=number + 1, answer=body)
    Event.objects.create(
        action="annotation.submitted",
        actor=person,
        project=world.project,
        subject_type="annotation",
        subject_id=str(first.pk),
    )
    return video, answer


def _judged_more(world: World, number: int, video: Video, answer: Annotation) -> None:
    """What waits for reviewers, what they said, and what became gold."""
    project, first = world.project, Video.objects.get(pk=world.others["video_id"])
    ReviewCase.objects.create(
        project=project, video=video, handed_in=1, is_open=True, waiting_since=answer.updated_at
    )
    Gold.objects.create(
        video=first, version=number + 2, verdict="fake", rule="accepted", made_by=answer.annotator
    )
    Gold.objects.create(video=video, version=1, verdict="fake", rule="accepted", made_by=answer.annotator)
    clip = _twin(video, video_id=f"clip-{number}", sha256=f"c{number:063x}", gold_clip=True)
    Gold.objects.create(video=clip, version=1, verdict="fake", rule="accepted")
    GoldClip.objects.create(video=clip, added_by=world.person("admin"))
    thread = Thread.objects.create(
        project=project,
        video=video,
        annotation=answer,
        annotator=answer.annotator,
        opened_by=answer.annotator,
        comment_count=1,
    )
    Comment.objects.create(thread=thread, number=1, author=answer.annotator, text="Is this a trace?")
    wording = StandardisedExplanation.objects.get(pk=world.shared["explanation_id"])
    _twin(wording, video=video, trace=uuid.uuid4(), raw_sha256=f"{number:064x}")


def _kept_more(world: World, number: int) -> None:
    """Jobs, releases, models and what is made of them; tokens, links, projects."""
    project, shared = world.project, world.shared
    job = _twin(Job.objects.get(pk=shared["import_id"]))
    _twin(job, status="failed", finished_at=job.created_at)
    release = Release.objects.get(project=project, version=1)
    release = _twin(release, version=number + 2, job=job)
    model = _twin(ModelVersion.objects.get(pk=shared["base_id"]), version=f"more-{number}")
    _twin(TrainingRun.objects.get(pk=shared["run_id"]), release=release, base=model)
    _twin(Evaluation.objects.get(pk=shared["evaluation_id"]), release=release)
    _twin(
        EvaluationRow.objects.get(pk=shared["row_id"]),
        place=number + 1,
        name=f"more#{number}",
        is_right=False,
    )
    _twin(Invitation.objects.get(pk=shared["invitation_id"]), digest=f"{number:064}")
    _twin(ApiToken.objects.get(pk=world.others["token_id"]), digest=f"d{number:063}")
    _twin(Upload.objects.get(pk=shared["upload_id"]), name=f"more-{number}.mp4")
    _twin(project, slug=f"more-{number}")


def _twin(row: M, **changes: Any) -> M:
    """The same row again under a key of its own."""
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    key = row._meta.pk
    assert key is not None
    del told[key.attname]
    for name in changes:
        told.pop(str(row._meta.get_field(name).attname), None)  # type: ignore[union-attr]
    new = uuid.uuid4() if isinstance(key, models.UUIDField) else None
    return type(row)._default_manager.create(**{key.attname: new}, **told, **changes)
