"""A project at work for weeks: many videos, people, answers and decisions, written in bulk and repeatable.

For what is measured and looked at; the rules themselves are tested on small projects made by the services.
"""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model

from annotations.models import (
    ActivitySlice,
    ActivityTotal,
    Annotation,
    AnnotationRevision,
    Assignment,
    Project,
    Purpose,
    Trace,
    User,
    Video,
)
from annotations.services.annotations import answer_body
from reviewers.models import Gold, Review, ReviewCase
from tests import factories

FRAMES = 120
SOURCES = ("Pika 1.5", "Sora", "Gen-3 Alpha", "Kling 1.6", "Wan 2.1", "Hailuo", "LLaVA-Video-178K")
REAL = SOURCES[-1]
SEED = 20260101
CONFLICTS = {
    **{"missing": 0.3, "extra": 0.1, "category_differs": 0.25, "box_apart": 0.15},
    **{"onset_apart": 0.35, "offset_apart": 0.4, "verdict_differs": 0.2},
}
BATCH = 500
WRITTEN: tuple[type[Model], ...] = (
    *(Video, Assignment, Annotation, Trace, AnnotationRevision),
    *(ActivityTotal, ActivitySlice, Review, Gold, ReviewCase),
)


@dataclass
class Busy:
    """The rows of one project, in the order in which they can be written."""

    project: Project
    people: list[User]
    reviewer: User
    dice: random.Random
    end: datetime
    days: int
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        """Keep a row for later."""
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        """Write everything."""
        for model in WRITTEN:
            model._default_manager.bulk_create(self.rows.get(model, []), batch_size=BATCH)


def busy_project_fill(
    project: Project,
    *,
    videos: int = 240,
    people: int = 3,
    days: int = 56,
    end: datetime | None = None,
    waiting: float = 0.15,
) -> None:
    """Fill a project; `waiting` is the share of videos that nobody has taken yet."""
    dice = random.Random(SEED + project.pk)  # noqa: S311 - repeatable, not secret
    busy = Busy(
        project=project,
        people=[factories.member_make(project, factories.user_make(), "annotator") for _ in range(people)],
        reviewer=factories.member_make(project, factories.user_make(), "reviewer"),
        dice=dice,
        end=end or datetime.now(UTC),
        days=days,
    )
    project.overlap = people
    project.save()
    for number in range(videos):
        _video_add(busy, number, untouched=number >= videos * (1 - waiting))
    busy.write()


def _video_add(busy: Busy, number: int, *, untouched: bool) -> None:
    source = busy.dice.choice(SOURCES)
    video = busy.add(
        Video(
            project=busy.project,
            video_id=f"busy-{number}",
            kind=Video.Kind.REAL if source == REAL else Video.Kind.FAKE,
            source=source,
            status=Video.Status.READY,
            sha256=f"{SEED + number:064x}",
            width=640,
            height=360,
            frame_rate_num=24,
            frame_rate_den=1,
            frame_count=FRAMES,
            duration_us=5_000_000,
        )
    )
    if untouched:
        return
    begun = busy.end - timedelta(seconds=busy.dice.random() ** 1.3 * busy.days * 86_400)
    truth = [_trace_fields(busy) for _ in range(0 if source == REAL else busy.dice.choice([1, 1, 2]))]
    answers = [_answer_add(busy, video, person, begun, truth) for person in busy.people]
    _decide(busy, video, answers)


def _answer_add(
    busy: Busy, video: Video, person: User, begun: datetime, truth: list[dict[str, Any]]
) -> Annotation:
    dice = busy.dice
    at = min(busy.end, begun + timedelta(hours=dice.expovariate(1 / 30)))
    seen = [_moved(busy, each) for each in truth if dice.random() < 0.85]
    assignment = busy.add(
        Assignment(project=busy.project, video=video, person=person, purpose=Purpose.ANNOTATE, status="done")
    )
    annotation: Annotation = busy.add(
        Annotation(
            project=busy.project,
            video=video,
            annotator=person,
            assignment=assignment,
            status=Annotation.Status.SUBMITTED,
            revision=2,
            verdict="fake" if seen else dice.choices(["real", "unsure"], [4, 1])[0],
            submitted_at=at,
        )
    )
    annotation.trace_rows = [busy.add(Trace(annotation=annotation, **each)) for each in seen]
    _hand_over_add(busy, annotation, person, at)
    _activity_add(busy, annotation, at)
    return annotation


def _hand_over_add(busy: Busy, annotation: Annotation, person: User, at: datetime) -> None:
    busy.add(
        AnnotationRevision(
            annotation=annotation,
            revision=2,
            status=Annotation.Status.SUBMITTED,
            answer=answer_body(annotation),
            made_by=person,
            made_at=at,
        )
    )


def _activity_add(busy: Busy, annotation: Annotation, at: datetime) -> None:
    minutes = busy.dice.lognormvariate(0.9, 0.55)
    active_ms = round(minutes * 60_000)
    busy.add(ActivityTotal(annotation=annotation, active_ms=active_ms))
    for number in range(parts := 1 + active_ms // 60_000):
        started = at - timedelta(milliseconds=active_ms * (parts - number) // parts)
        each = {"id": uuid.UUID(int=busy.dice.getrandbits(128)), "active_ms": active_ms // parts}
        busy.add(ActivitySlice(annotation=annotation, started_at=started, keyboard=9, pointer=4, **each))


def _decide(busy: Busy, video: Video, answers: list[Annotation]) -> None:
    """A reviewer has come to two of three videos, a day or so later."""
    at = max(answer.submitted_at for answer in answers if answer.submitted_at)
    conflicts = {kind: 1 for kind, share in CONFLICTS.items() if busy.dice.random() < share}
    busy.add(ReviewCase(project=busy.project, video=video, conflicts=conflicts, waiting_since=at))
    at += timedelta(hours=busy.dice.expovariate(1 / 20))
    if at > busy.end or busy.dice.random() > 0.8:
        return
    for annotation in answers:
        annotation.status = Annotation.Status.ACCEPTED
        decided = {"reviewer": busy.reviewer, "decision": "accept", "revision": 2, "at": at}
        busy.add(Review(annotation=annotation, **decided))
    busy.add(
        Gold(video=video, version=1, verdict="fake", rule="adjudicated", made_by=busy.reviewer, made_at=at)
    )


def _trace_fields(busy: Busy) -> dict[str, Any]:
    onset = busy.dice.randrange(FRAMES // 2)
    offset = onset + busy.dice.randrange(10, FRAMES // 2)
    left, top = busy.dice.randrange(400), busy.dice.randrange(200)
    return {"onset_frame": onset, "offset_frame": offset, "left": left, "top": top, "categories": _some(busy)}


def _some(busy: Busy) -> list[str]:
    keys = ["object_distortion", "object_merging", "sudden_blurring", "object_splitting", "redundant_object"]
    return busy.dice.sample(keys, busy.dice.choice([1, 1, 1, 2]))


def _moved(busy: Busy, truth: dict[str, Any]) -> dict[str, Any]:
    """What one person makes of a trace: a few frames and pixels aside."""
    dice = busy.dice
    onset = max(0, truth["onset_frame"] + dice.randrange(-7, 8))
    offset = min(FRAMES - 1, max(onset, truth["offset_frame"] + dice.randrange(-7, 8)))
    place = {name: truth[name] + dice.randrange(30) for name in ("left", "top")}
    keyframe = {"frame": onset, "width": 120, "height": 100, **place}
    return {
        "id": uuid.UUID(int=dice.getrandbits(128)),
        "onset_frame": onset,
        "offset_frame": offset,
        "categories": truth["categories"] if dice.random() < 0.8 else _some(busy),
        "explanation": "The hand melts into the cup.",
        "keyframes": [keyframe],
    }
