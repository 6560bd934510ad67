"""A project with gold of any number of traces, the same for the same seed: four traces to a fake video, and
as many real videos as fake ones, all described without media.
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

from annotations.models import Annotation, Category, Project, Trace, User, Video  # noqa: E402
from reviewers.models import Gold, GoldTrace  # noqa: E402

TRACES_A_VIDEO = 4
BATCH = 2000
FRAMES = 150
SOURCES = ("Gen-3", "Kling 1.0", "Kling 1.5", "Pika 1.5", "Sora")
EXPLANATION = (
    "The hand melts into the cup while the man walks past the blue car, and his leg bends like rubber."
)
Rows = tuple[Video, Annotation, Gold, list[Trace], list[GoldTrace]]


def project_generate(traces: int, seed: int = 6) -> Project:
    """Make the project `scale` with this many gold traces."""
    project = Project.objects.create(slug="scale", name="Scale")
    categories = list(Category.objects.filter(project=None))
    for template in categories:
        template.pk, template.project = None, project
    Category.objects.bulk_create(categories)
    keys = [category.key for category in categories]
    people = [User.objects.create(username=f"scale{number}") for number in range(8)]
    rows = _rows(project, people, keys, traces, random.Random(seed))  # noqa: S311
    while batch := list(islice(rows, BATCH)):
        _write(batch)
    return project


@transaction.atomic
def _write(batch: list[Rows]) -> None:
    videos, annotations, golds, traces, gold_traces = zip(*batch, strict=True)
    _create(Video, videos)
    _create(Annotation, annotations)
    _create(Gold, golds)
    _create(Trace, (trace for several in traces for trace in several))
    _create(GoldTrace, (trace for several in gold_traces for trace in several))


def _create(model: type[models.Model], rows: Any) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def _rows(
    project: Project, people: list[User], keys: list[str], traces: int, dice: random.Random
) -> Iterator[Rows]:
    for number in range(traces // TRACES_A_VIDEO):
        for kind in ("fake", "real"):
            video = _video(project, f"{kind}-{number:07d}", kind, dice)
            annotation = Annotation(
                id=_id(dice),
                project=project,
                video=video,
                annotator=dice.choice(people),
                status="accepted",
                verdict=kind,
                submitted_at=timezone.now(),
            )
            gold = Gold(
                id=_id(dice),
                video=video,
                version=1,
                verdict=kind,
                rule="accepted",
                annotations=[str(annotation.pk)],
            )
            bodies = [_trace(keys, dice) for _ in range(TRACES_A_VIDEO)] if kind == "fake" else []
            answered = [
                Trace(id=_id(dice), annotation=annotation, position=p, **b) for p, b in enumerate(bodies)
            ]
            kept = [
                GoldTrace(id=_id(dice), gold=gold, position=trace.position, sources=[str(trace.pk)], **body)
                for trace, body in zip(answered, bodies, strict=True)
            ]
            yield video, annotation, gold, answered, kept


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
