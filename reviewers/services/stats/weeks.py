"""Agreement week by week: each computed once, and again only when its answers have changed.

The agreement job computes whatever is new, so that a dashboard that is opened mostly finds all of it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from annotations.models import Project
from reviewers.models import AgreementWeek
from reviewers.selectors.agreement import (
    AgreementFilter,
    ChosenAnswers,
    ListedAnswer,
    answers_are_new,
    answers_chosen,
    answers_listed,
    pairs_known,
    revisions_without_terms,
)
from reviewers.services.computed import INLINE_PAIRS, answers_take_in, pairs_compute, values_of

ByVideo = Mapping[str, Sequence[ListedAnswer]]
Pairs = set[tuple[int, int]]
# Which numbers of the report are followed over time.
FOLLOWED = {
    "verdict_alpha": ("verdict", "alpha"),
    "verdict_raw": ("verdict", "raw"),
    "found": ("pairwise", "viou_30"),
    "mean_viou": ("placement", "mean_viou"),
    "frame_alpha": ("frame_alpha", "overall"),
}
INLINE_ANSWERS = 500
AT_ONCE = 5_000
KEPT = ("value", "n", "reason")


@dataclass(frozen=True, slots=True)
class AgreementOverTime:
    """The weeks in order, and what only the agreement job will add: new answers, overlaps of pairs."""

    weeks: list[dict[str, Any]]
    pending_answers: int
    pending_pairs: int


def agreement_weeks(*, project: Project, without: Collection[str]) -> AgreementOverTime:
    """Agreement by week, with the first answers of a video left out until there is a second.

    A video counts in the week (from Monday, UTC) in which the last of its compared answers was handed in.
    `without`: videos of which nothing is told to this viewer. What is kept of a week names the answers that
    it was computed from, and serves only those who are told of just these.
    """
    new_answers = _take_in(project)
    chosen = AgreementFilter(without_videos=tuple(sorted(without)))
    weeks = _by_week(answers_listed(project=project, chosen=chosen))
    known = _complete(project, chosen, weeks, pairs_known(project=project))
    missing = {week: len(_missing(videos, known)) for week, videos in weeks.items()}
    keys = {week: _key(videos, missing[week]) for week, videos in weeks.items()}
    rows = AgreementWeek.objects.filter(project=project)
    bodies = {row.week: row.body for row in rows if keys.get(row.week) == row.key}
    changed = [week for week in keys if week not in bodies]
    if changed:
        bodies |= _computed(project, chosen, {week: weeks[week] for week in changed})
        _keep(project, {week: (keys[week], bodies[week]) for week in changed})
    return AgreementOverTime([bodies[week] for week in sorted(bodies)], new_answers, sum(missing.values()))


def _take_in(project: Project) -> int:
    """Keep the terms of a few new answers; many are left to the agreement job, and counted."""
    if not answers_are_new(project=project):
        return 0
    new = revisions_without_terms(project=project).count()
    if 0 < new <= INLINE_ANSWERS:
        return new - answers_take_in(project=project)
    return new


def _by_week(answers: Iterable[ListedAnswer]) -> dict[date, ByVideo]:
    by_video: dict[str, list[ListedAnswer]] = defaultdict(list)
    for answer in answers:
        by_video[answer.video].append(answer)
    weeks: dict[date, dict[str, list[ListedAnswer]]] = defaultdict(dict)
    for video, of_video in by_video.items():
        if len(of_video) > 1:
            day = max(answer.handed_in_at for answer in of_video).date()
            weeks[day - timedelta(days=day.weekday())][video] = of_video
    return dict(weeks)


def _complete(
    project: Project, chosen: AgreementFilter, weeks: Mapping[date, ByVideo], known: Pairs
) -> Pairs:
    """Compute a few overlaps that are not known yet; many are left to the agreement job."""
    missing = [pair for videos in weeks.values() for pair in _missing(videos, known)]
    if not missing or len(missing) > INLINE_PAIRS:
        return known
    videos = {left.video for left, _ in missing}
    answers = answers_chosen(project=project, chosen=chosen, videos=videos)
    pairs_compute(project=project, pairs=answers.missing())
    return pairs_known(project=project)


def _missing(videos: ByVideo, known: Pairs) -> list[tuple[ListedAnswer, ListedAnswer]]:
    pairs = (pair for answers in videos.values() for pair in combinations(answers, 2))
    return [(left, right) for left, right in pairs if (left.pk, right.pk) not in known]


def _key(videos: ByVideo, missing: int) -> str:
    """One state of a week's answers and of how many of their overlaps are not known."""
    ids = sorted(answer.pk for answers in videos.values() for answer in answers)
    state = json.dumps([ids, missing])
    return hashlib.sha256(state.encode()).hexdigest()


def _computed(
    project: Project, chosen: AgreementFilter, weeks: Mapping[date, ByVideo]
) -> dict[date, dict[str, Any]]:
    """The weeks' numbers; the answers of few weeks are in memory at a time."""
    bodies: dict[date, dict[str, Any]] = {}
    for some in _by_size(weeks):
        wanted = {video for week in some for video in weeks[week]}
        answers = answers_chosen(project=project, chosen=chosen, videos=wanted)
        bodies |= {week: _body(week, answers, weeks[week]) for week in some}
    return bodies


def _by_size(weeks: Mapping[date, ByVideo]) -> Iterator[list[date]]:
    """Weeks together that have some thousands of videos; at least one."""
    some: list[date] = []
    n = 0
    for week, videos in weeks.items():
        if some and n + len(videos) > AT_ONCE:
            yield some
            some, n = [], 0
        some.append(week)
        n += len(videos)
    if some:
        yield some


def _body(week: date, answers: ChosenAnswers, videos: Collection[str]) -> dict[str, Any]:
    """The week's numbers as plain values."""
    report = values_of(answers.of_videos(videos))
    followed = {name: report[group][key] for name, (group, key) in FOLLOWED.items()}
    return {
        "week": week.isoformat(),
        "videos": len(videos),
        "pairs": report["coverage"]["pairs"],
        **{name: {kept: number[kept] for kept in KEPT} for name, number in followed.items()},
    }


def _keep(project: Project, weeks: Mapping[date, tuple[str, dict[str, Any]]]) -> None:
    AgreementWeek.objects.bulk_create(
        [
            AgreementWeek(project=project, week=week, key=key, body=body)
            for week, (key, body) in weeks.items()
        ],
        update_conflicts=True,
        unique_fields=["project", "week"],
        update_fields=["key", "body"],
    )
