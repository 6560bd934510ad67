"""Reviewers at the review queue and at one video's gold, in many processes: part of tests/crowd.py."""

import argparse
import json
import random
from functools import partial
from time import perf_counter
from typing import Any

from django.db import OperationalError

from annotations.models import Project
from tests import crowd, factories

Report = dict[str, Any]
CONTESTED = 4


def reviews(options: argparse.Namespace) -> Report:
    """Everybody takes the next video, judges it or gives it back, until nothing waits."""
    from reviewers.models import Gold  # noqa: PLC0415
    from reviewers.services.reactions import reactions_run  # noqa: PLC0415

    project = _reviewed_project(options.people)
    _answers_make(project, options.count)
    reactions_run()
    counts = crowd.in_processes(options.people, partial(_review_all, seed=options.seed))
    return {
        "claims": sum(report["claims"] for report in counts),
        "golds": Gold.objects.count(),
        "judged_twice": Gold.objects.filter(version__gt=1).count(),
        "most_hands": crowd.hands("review")[0],
    }


def adjudications(options: argparse.Namespace) -> Report:
    """Everybody saves the gold of the same few videos; each counts its own saves inside the gold itself."""
    from annotations.models import Video  # noqa: PLC0415
    from reviewers.models import Gold  # noqa: PLC0415

    _answers_make(_reviewed_project(options.people), CONTESTED)
    urls = [f"/api/v1/videos/{video.pk}/gold/" for video in Video.objects.all()]
    started = perf_counter()
    each = options.count // options.people
    work = partial(_adjudicate_often, urls=urls, saves=each, seed=options.seed)
    counts = crowd.in_processes(options.people, work)
    final = [crowd.client(0).get(url).json() for url in urls]
    return {
        "seconds": round(perf_counter() - started, 2),
        "saved": sum(report["saved"] for report in counts),
        "stale": sum(report["stale"] for report in counts),
        "wrong": [wrong for report in counts for wrong in report["wrong"]],
        "counted": sum(sum(_counts_in(gold).values()) for gold in final),
        "version": sum(gold["version"] for gold in final),
        "kept": Gold.objects.count(),
    }


def _adjudicate_often(number: int, *, urls: list[str], saves: int, seed: int) -> Report:
    dice = random.Random(seed * 1000 + number)  # noqa: S311 - dice, not a secret
    client = crowd.client(number)
    report: Report = {"saved": 0, "stale": 0, "wrong": []}
    known = {url: client.get(url).json() for url in urls}
    while report["saved"] < saves and not report["wrong"]:
        _adjudicate(client, dice.choice(urls), known, str(number), report)
    return report


def _adjudicate(client: Any, url: str, known: dict[str, Report], mine: str, report: Report) -> None:
    """Save once, on top of what others have saved meanwhile."""
    while not report["wrong"]:
        present = known[url]
        counts = _counts_in(present)
        body = _gold_body({**counts, mine: counts.get(mine, 0) + 1})
        response = client.put(url, body, headers={"If-Match": f'"{present["version"]}"'})
        if response.status_code == 200:
            known[url] = response.json()
            report["saved"] += 1
            return
        if response.status_code == 412:
            known[url] = response.json()["current"]
            report["stale"] += 1
            if known[url]["version"] <= present["version"]:
                report["wrong"].append(f"412 with version {present['version']}")
        elif response.status_code != 503:  # a writer that waited too long may come again
            report["wrong"].append(response.content.decode())


def _gold_body(counts: dict[str, int]) -> Report:
    trace = factories.trace_body(explanation=json.dumps(counts))
    kept = {name: value for name, value in trace.items() if name not in ("id", "origin", "suggestion")}
    return {"verdict": "fake", "traces": [kept]}


def _counts_in(gold: Report) -> dict[str, int]:
    counts: dict[str, int] = json.loads(gold["traces"][0]["explanation"]) if gold["traces"] else {}
    return counts


def _reviewed_project(people: int) -> Project:
    project: Project = factories.project_make("crowd")
    for number in range(people):
        factories.member_make(project, factories.user_make(f"person-{number}"), "reviewer")
    return project


def _answers_make(project: Project, count: int) -> None:
    """Answers that were handed in, one a video."""
    from tests import work  # noqa: PLC0415

    annotator = factories.member_make(project, factories.user_make("annotator"), "annotator")
    for _ in range(count):
        work.submitted(project, annotator)


def _review_all(number: int, *, seed: int) -> Report:
    from reviewers.services.desk.claims import review_next  # noqa: PLC0415

    dice = random.Random(seed * 1000 + number)  # noqa: S311 - dice, not a secret
    person, project = crowd.person_numbered(number), Project.objects.get()
    report: Report = {"claims": 0}
    while True:
        try:
            claim = review_next(project=project, person=person)
            if claim is None:
                return report
            report["claims"] += 1
            _judge(claim, person, gives_back=dice.random() < 0.2)
        except OperationalError as error:
            if "locked" not in str(error):  # a writer that waited too long may come again
                raise


def _judge(claim: Any, person: Any, *, gives_back: bool) -> None:
    from annotations.services.assignments import assignment_release  # noqa: PLC0415
    from reviewers.models import Gold  # noqa: PLC0415
    from reviewers.services.gold import gold_put  # noqa: PLC0415
    from reviewers.services.reactions import reactions_run  # noqa: PLC0415

    if gives_back:
        assignment_release(assignment=claim.assignment, actor=person)
        return
    video = claim.assignment.video
    version = Gold.objects.filter(video=video).count()
    gold_put(video=video, actor=person, expected_version=version, verdict="real", traces=[])
    while claim.assignment.status != "done":  # until the reaction has settled the video
        reactions_run()
        claim.assignment.refresh_from_db()
