"""A project with gold of any number of traces, the same for the same seed: four traces to a fake video, and
as many real videos as fake ones, described without media. Every tenth fake video has a second answer, and
every tenth real one still wants one.
"""

import random
import sys
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django
from django.db import models, transaction
from django.utils import timezone

django.setup()

from annotations.models import (  # noqa: E402
    Annotation,
    AnnotationRevision,
    Category,
    Membership,
    Project,
    QueueEntry,
    Trace,
    User,
    Video,
)
from reviewers.models import Gold, GoldTrace  # noqa: E402

TRACES_A_VIDEO = 4
EVERY = 10
ASKER, READER = "asker", "reader"  # an annotator and a reviewer
BATCH = 2000
FRAMES = 150
SOURCES = ("Gen-3", "Kling 1.0", "Kling 1.5", "Pika 1.5", "Sora")
EXPLANATION = (
    "The hand melts into the cup while the man walks past the blue car, and his leg bends like rubber."
)
TOLD = ("onset_frame", "offset_frame", "categories", "explanation", "confidence", "keyframes", "origin")
Rows = dict[type[models.Model], list[Any]]


def project_generate(traces: int, seed: int = 6) -> Project:
    """Make the project `scale` with this many gold traces."""
    project = Project.objects.create(slug="scale", name="Scale")
    categories = list(Category.objects.filter(project=None))
    for template in categories:
        template.pk, template.project = None, project
    Category.objects.bulk_create(categories)
    keys = [category.key for category in categories]
    people = [User.objects.create(username=f"scale{number}") for number in range(8)]
    for username, role in ((ASKER, "annotator"), (READER, "reviewer")):
        person = User.objects.create(username=username)
        Membership.objects.create(project=project, user=person, role=role)
    rows = _rows(project, people, keys, traces, random.Random(seed))  # noqa: S311
    while batch := list(islice(rows, BATCH)):
        _write(batch)
    return project


@transaction.atomic
def _write(batch: list[Rows]) -> None:
    for model in (Video, Annotation, Gold, Trace, GoldTrace, AnnotationRevision, QueueEntry):
        rows = [row for each in batch for row in each.get(model, [])]
        model._default_manager.bulk_create(rows, batch_size=BATCH)


def _rows(
    project: Project, people: list[User], keys: list[str], traces: int, dice: random.Random
) -> Iterator[Rows]:
    for number in range(traces // TRACES_A_VIDEO):
        for kind in ("fake", "real"):
            video = _video(project, f"{kind}-{number:07d}", kind, dice)
            bodies = [_trace(keys, dice) for _ in range(TRACES_A_VIDEO)] if kind == "fake" else []
            first, second = dice.sample(people, 2)
            rows = _judged(video, first, bodies, dice)
            if number % EVERY == 0 and kind == "fake":
                others = [body | {"onset_frame": body["onset_frame"] + 3} for body in bodies]
                _compared(rows, _answer(video, second, others, dice))
            elif number % EVERY == 0:
                video.metadata_only = False  # only what can be shown is given out
                rows[QueueEntry] = [QueueEntry(project=project, video=video, purpose="annotate")]
            yield rows


def _judged(video: Video, person: User, bodies: list[dict[str, Any]], dice: random.Random) -> Rows:
    """A video with one answer that became its gold."""
    rows = _answer(video, person, bodies, dice)
    names = [str(answer.pk) for answer in rows[Annotation]]
    gold = Gold(id=_id(dice), video=video, version=1, verdict=video.kind, rule="accepted", annotations=names)
    kept = [
        GoldTrace(id=_id(dice), gold=gold, position=trace.position, sources=[str(trace.pk)], **body)
        for trace, body in zip(rows[Trace], bodies, strict=True)
    ]
    return {Video: [video], Gold: [gold], GoldTrace: kept, **rows}


def _answer(video: Video, person: User, bodies: list[dict[str, Any]], dice: random.Random) -> Rows:
    annotation = Annotation(
        id=_id(dice),
        project=video.project,
        video=video,
        annotator=person,
        status="accepted",
        verdict=video.kind,
        submitted_at=timezone.now(),
    )
    traces = [Trace(id=_id(dice), annotation=annotation, position=p, **b) for p, b in enumerate(bodies)]
    return {Annotation: [annotation], Trace: traces}


def _compared(rows: Rows, second: Rows) -> None:
    """Add a second answer, and what both were when they were handed in, which agreement is computed from."""
    for model in (Annotation, Trace):
        rows[model] = [*rows[model], *second[model]]
    rows[AnnotationRevision] = [_revision(answer, rows[Trace]) for answer in rows[Annotation]]


def _revision(answer: Annotation, traces: list[Trace]) -> AnnotationRevision:
    own = [trace for trace in traces if trace.annotation_id == answer.pk]
    bodies = [{"id": str(trace.pk), **{name: getattr(trace, name) for name in TOLD}} for trace in own]
    body = {"verdict": answer.verdict, "note": "", "traces": bodies}
    return AnnotationRevision(
        annotation=answer, revision=1, status="submitted", answer=body, made_by=answer.annotator
    )


def _video(project: Project, name: str, kind: str, dice: random.Random) -> Video:
    return Video(
        id=_id(dice),
        project=project,
        video_id=name,
        kind=kind,
        source=dice.choice(SOURCES),
        prompt=f"prompt {name}",
        metadata_only=True,
        status="ready",
        standing=Video.Standing.GOLD,
        width=1280,
        height=720,
        frame_rate_num=30,
        frame_rate_den=1,
        frame_count=FRAMES,
        duration_us=FRAMES * 1_000_000 // 30,
    )


def _trace(keys: list[str], dice: random.Random) -> dict[str, Any]:
    onset = dice.randrange(FRAMES - 40)
    left, top = dice.randrange(600), dice.randrange(300)
    frames = (onset, onset + 20, onset + 39)
    return {
        "onset_frame": onset,
        "offset_frame": onset + 39,
        "categories": dice.sample(keys, 2),
        "explanation": EXPLANATION,
        "keyframes": [{"frame": f, "left": left, "top": top, "width": 300, "height": 200} for f in frames],
    }


def _id(dice: random.Random) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)


if __name__ == "__main__":
    project_generate(int(sys.argv[1]))
