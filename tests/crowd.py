"""Many processes at once on a database of their own: `python -m tests.crowd claims` prints JSON.

A SQLite file in a temporary folder, or, where DATABASE_URL names a PostgreSQL server, a database made for
the run and dropped after it.
"""

import argparse
import json
import logging
import multiprocessing
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from tests.databases.migrated import TEMPLATE, sqlite_copy

Report = dict[str, Any]


def main() -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["claims", "saves", "reactions", "reviews", "adjudications"])
    parser.add_argument("--people", type=int, default=50, help="processes")
    parser.add_argument("--overlap", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="claims or saves")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gold", type=int, default=0, help="gold clips mixed in at a rate of one in three")
    options = parser.parse_args()
    with _database():
        from tests.crowding.judging import adjudications, reviews  # noqa: PLC0415
        from tests.crowding.reacting import reactions  # noqa: PLC0415

        work: dict[str, Callable[[argparse.Namespace], Report]]
        work = {"claims": claims, "saves": saves, "reactions": reactions}
        work |= {"reviews": reviews, "adjudications": adjudications}
        print(json.dumps(work[options.what](options)))


def claims(options: argparse.Namespace) -> Report:
    """Everybody claims, answers, and sometimes gives back, until the queue is empty."""
    from annotations.models import Annotation  # noqa: PLC0415

    project = _project_make(overlap=options.overlap, people=options.people, role="annotator")
    _videos_make(project, -(-options.count // options.overlap))
    _gold_clips_make(project, options.gold)
    started = perf_counter()
    counts = in_processes(options.people, partial(_claim_all, seed=options.seed))
    return {
        "seconds": round(perf_counter() - started, 2),
        "claims": sum(report["claims"] for report in counts),
        "busy": sum(report["busy"] for report in counts),
        "answers": Annotation.objects.filter(status="submitted", video__gold_clip=False).count(),
        "gold_answers": Annotation.objects.filter(status="submitted", video__gold_clip=True).count(),
        **_claims_verdict(options.overlap),
    }


def saves(options: argparse.Namespace) -> Report:
    """Eight processes save the same few answers; each counts its own saves inside the answer itself."""
    from annotations.services.assignments import queue_next  # noqa: PLC0415

    project = _project_make(overlap=1, people=1, role="annotator")
    _videos_make(project, 1)
    claim = queue_next(project=project, person=person_numbered(0))
    if claim is None:
        raise LookupError("the queue gave nothing")
    url = f"/api/v1/annotations/{claim.annotation.pk}/"
    started = perf_counter()
    each = options.count // options.people
    counts = in_processes(options.people, partial(_save_often, url=url, saves=each))
    final = client(0).get(url).json()
    return {
        "seconds": round(perf_counter() - started, 2),
        "saved": sum(report["saved"] for report in counts),
        "stale": sum(report["stale"] for report in counts),
        "wrong": [wrong for report in counts for wrong in report["wrong"]],
        "counted": sum(json.loads(final["note"]).values()),
        "revision": final["revision"],
    }


@contextmanager
def _database() -> Iterator[None]:
    """Point the settings at a fresh database with all tables."""
    given = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder, _fresh_url(given, folder) as url:
        os.environ |= {"DATABASE_URL": url, "DEEPTRACE_DATA": folder, "DEEPTRACE_LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "deeptrace_site.settings"
        import django  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        django.setup()
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def _fresh_url(given: str, folder: str) -> Iterator[str]:
    if not given.startswith("postgres"):
        path = Path(folder) / "crowd.sqlite3"
        sqlite_copy(path)
        yield f"sqlite:///{path}"
        return
    import psycopg2  # type: ignore[import-untyped]  # noqa: PLC0415

    name = f"crowd_{os.getpid()}"
    with _closing(psycopg2.connect(given)) as server:
        server.autocommit = True
        server.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {os.environ[TEMPLATE]}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _closing(connection: Any) -> Iterator[Any]:
    try:
        yield connection
    finally:
        connection.close()


def in_processes(count: int, work: Callable[[int], Report]) -> list[Report]:
    """What `work(number)` reports in each of `count` processes; none carries a connection over the fork.

    What every one of them needs is loaded once, before they part.
    """
    from django.db import connections  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    _ = get_resolver().url_patterns
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(count) as pool:
        return pool.map(work, range(count), chunksize=1)


def _project_make(*, overlap: int, people: int, role: str) -> Any:
    from tests import factories  # noqa: PLC0415

    project = factories.project_make("crowd", overlap=overlap)
    for number in range(people):
        factories.member_make(project, factories.user_make(f"person-{number}"), role)
    return project


def _videos_make(project: Any, count: int) -> None:
    from annotations.models import Video  # noqa: PLC0415
    from annotations.services.queue import queue_overlap_fit  # noqa: PLC0415

    facts = {"status": "ready", "frame_count": 120, "width": 640, "height": 360}
    Video.objects.bulk_create(Video(project=project, video_id=f"clip-{n}", **facts) for n in range(count))
    queue_overlap_fit(project=project)


def person_numbered(number: int) -> Any:
    from annotations.models import User  # noqa: PLC0415

    return User.objects.get(username=f"person-{number}")


def _gold_clips_make(project: Any, count: int) -> None:
    """Clips with gold that are in use; none leaves the rate at 0."""
    from annotations.models import Project, User, Video  # noqa: PLC0415
    from reviewers.models import Gold, GoldClip  # noqa: PLC0415

    if not count:
        return
    Project.objects.filter(pk=project.pk).update(gold_rate=1 / 3)
    author = User.objects.create(username="author")
    facts = {"status": "ready", "frame_count": 120, "width": 640, "height": 360, "gold_clip": True}
    for number in range(count):
        video = Video.objects.create(project=project, video_id=f"gold-{number}", **facts)
        Gold.objects.create(video=video, version=1, verdict="real", rule="adjudicated", made_by=author)
        GoldClip.objects.create(video=video, added_by=author)


def _claim_all(number: int, *, seed: int) -> Report:
    from django.db import OperationalError  # noqa: PLC0415

    from annotations.models import Project  # noqa: PLC0415
    from annotations.services.assignments import queue_next  # noqa: PLC0415
    from reviewers.services.reactions import reactions_run  # noqa: PLC0415

    dice = random.Random(seed * 1000 + number)  # noqa: S311 - dice, not a secret
    person, project = person_numbered(number), Project.objects.get()
    report: Report = {"claims": 0, "busy": 0}
    while True:
        try:
            claim = queue_next(project=project, person=person)
            if claim is None:
                return report
            report["claims"] += 1
            if project.gold_rate:
                reactions_run()
            _finish(claim, person, dice.random())
        except OperationalError as error:
            if "locked" not in str(error):  # a writer that waited too long may come again
                raise
            report["busy"] += 1


def _finish(claim: Any, person: Any, luck: float) -> None:
    """Mostly answer; sometimes skip, or release once."""
    from annotations.services import assignments  # noqa: PLC0415
    from annotations.services.annotations import annotation_save, annotation_submit  # noqa: PLC0415

    annotation = claim.annotation
    if luck < 0.03:
        assignments.assignment_skip(assignment=annotation.assignment, actor=person, reason="other")
        return
    if luck < 0.08:
        assignments.assignment_release(assignment=annotation.assignment, actor=person)
        return
    revision = annotation.revision
    annotation_save(
        annotation=annotation, actor=person, revision=revision, verdict="real", note="", traces=[]
    )
    annotation_submit(annotation=annotation, actor=person, revision=annotation.revision)


def hands(purpose: str) -> tuple[int, Counter[Any]]:
    """Replay the record: the most hands that a video was in, and each one's hands at the end.

    Gold clips are left out: one may be in any number of hands.
    """
    from annotations.models import Assignment, Event  # noqa: PLC0415

    ordinary = Assignment.objects.filter(purpose=purpose, video__gold_clip=False)
    video_of = dict(ordinary.values_list("pk", "video"))
    in_hand: Counter[Any] = Counter()
    worst = 0
    steps = {"assignment.claimed": 1, "assignment.released": -1, "assignment.skipped": -1}
    for action, assignment in Event.objects.order_by("id").values_list("action", "subject_id"):
        if action in steps and UUID(assignment) in video_of:
            video = video_of[UUID(assignment)]
            in_hand[video] += steps[action]
            worst = max(worst, in_hand[video])
    return worst, in_hand


def _claims_verdict(overlap: int) -> Report:
    """How many hands a video was in at once, and who was given it twice."""
    from annotations.models import Assignment  # noqa: PLC0415

    worst, in_hand = hands("annotate")
    pairs = Counter(Assignment.objects.filter(status="done").values_list("video", "person"))
    return {
        "most_hands": worst,
        "over_assignments": sum(count > overlap for count in in_hand.values()),
        "duplicates": sum(count > 1 for count in pairs.values()),
    }


def client(number: int) -> Any:
    """A signed-in person: all sign in at once, and who waited too long for the file comes again."""
    from django.db import OperationalError  # noqa: PLC0415
    from rest_framework.test import APIClient  # noqa: PLC0415

    signed_in = APIClient(SERVER_NAME="localhost")
    while True:
        try:
            signed_in.force_login(
                person_numbered(number), backend="django.contrib.auth.backends.ModelBackend"
            )
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        else:
            return signed_in


def _save_often(number: int, *, url: str, saves: int) -> Report:
    writer, mine = client(0), str(number)
    report: Report = {"saved": 0, "stale": 0, "wrong": []}
    present = writer.get(url).json()
    while report["saved"] < saves and not report["wrong"]:
        counts = json.loads(present["note"] or "{}")
        body: Report = {
            "verdict": None,
            "note": json.dumps({**counts, mine: counts.get(mine, 0) + 1}),
            "traces": [],
        }
        response = writer.put(url, body, headers={"If-Match": f'"{present["revision"]}"'})
        if response.status_code == 412:
            report["stale"] += 1
            stale, present = present, response.json()["current"]
            if present["revision"] <= stale["revision"]:
                report["wrong"].append(f"412 with revision {present['revision']}")
        elif response.status_code == 200:
            report["saved"] += 1
            present = response.json()
        else:
            report["wrong"].append(response.content.decode())
    return report


if __name__ == "__main__":
    main()
