"""Reviewers at the review queue and at one video's gold, in many processes: part of tests/crowd.py."""

import argparse
import random
from functools import partial
from typing import Any

from django.db import OperationalError

from annotations.models import Project
from tests import crowd, factories

Report = dict[str, Any]


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
