"""Reliability per annotator: computed when asked for, from checks, judgements, times and agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from annotations.models import Project, User
from annotations.selectors.pseudonyms import person_name
from reviewers.metrics.reliability import median_statistic, ratio_statistics, share_statistic
from reviewers.metrics.terms import SAME_TRACE_VIOU, matched
from reviewers.metrics.values import VideoAnswers
from reviewers.models import ClipCheck
from reviewers.selectors.agreement import AgreementFilter, answers_chosen, videos_in_own_work
from reviewers.selectors.calibration.people import PersonWork, annotators_of, work_of
from reviewers.services.agreement import INLINE_PAIRS, answers_take_in, pairs_compute

# Per person, one pair (numerator, denominator) for each video: of traces in common and of equal verdicts.
PairTerms = dict[int, dict[str, list[tuple[float, float]]]]
BOTH_SIDES = 2


def reliability_list(*, project: Project, viewer: User) -> list[dict[str, Any]]:
    """Everybody who annotates in the project, by pseudonym; no video that the viewer works on counts."""
    hidden = videos_in_own_work(project=project, viewer=viewer)
    work = work_of(project=project, people=annotators_of(project=project))
    terms = _agreement_terms(project, hidden)
    rows = [_row(project, each, terms) for each in work.values()]
    return sorted(rows, key=lambda row: str(row["annotator"]))


def reliability_own(*, project: Project, person: User) -> dict[str, Any]:
    """One's own numbers. Gold clips count from the day after, so that no number tells which video was one."""
    today = datetime.combine(timezone.now().date(), time(), tzinfo=timezone.get_default_timezone())
    work = work_of(project=project, people=[person], checked_before=today)
    hidden = videos_in_own_work(project=project, viewer=person)
    return _row(project, work[person.pk], _agreement_terms(project, hidden))


def _row(project: Project, work: PersonWork, terms: PairTerms) -> dict[str, Any]:
    agreement = terms.get(work.person.pk, {"traces": [], "verdicts": []})
    return {
        "annotator": person_name(project=project, person_id=work.person.pk),
        "submitted": work.submitted,
        "active_ms": sum(work.active_ms),
        "gold": _gold(work.checks),
        "agreement": ratio_statistics(agreement),
        "time_per_video_ms": median_statistic(work.active_ms),
        "returns": share_statistic(work.returned, work.judged),
    }


def _gold(checks: list[ClipCheck]) -> dict[str, Any]:
    """Hit rate by clip; tIoU and vIoU by expected trace; category accuracy by found trace."""
    marked = [check for check in checks if check.expected]
    return {
        "hit_rate": share_statistic(sum(check.passed for check in checks), len(checks)),
        **ratio_statistics(
            {
                "tiou": [((check.tiou or 0) * check.expected, check.expected) for check in marked],
                "viou": [((check.viou or 0) * check.expected, check.expected) for check in marked],
                "category_accuracy": [(check.categories_right, check.found) for check in marked],
            }
        ),
    }


def _agreement_terms(project: Project, hidden: tuple[str, ...]) -> PairTerms:
    """Pairs that a job has still to compare are left out."""
    answers_take_in(project=project)
    chosen = AgreementFilter(without_videos=hidden)
    answers = answers_chosen(project=project, chosen=chosen)
    missing = answers.missing()
    if missing and len(missing) <= INLINE_PAIRS:
        pairs_compute(project=project, pairs=missing)
        answers = answers_chosen(project=project, chosen=chosen)
    return _terms(answers.videos(""))


def _terms(videos: Iterable[VideoAnswers]) -> PairTerms:
    terms: PairTerms = defaultdict(lambda: {"traces": [], "verdicts": []})
    for video in videos:
        sums: dict[int, dict[str, list[float]]] = defaultdict(lambda: {"traces": [0, 0], "verdicts": [0, 0]})
        for (i, j), overlaps in video.overlaps.items():
            left, right = video.answers[i], video.answers[j]
            pairs = matched(left, right, overlaps, by="viou", threshold=SAME_TRACE_VIOU)
            in_common = (BOTH_SIDES * len(pairs), len(left.traces) + len(right.traces))
            for person in (int(left.annotator), int(right.annotator)):
                _add(sums[person]["traces"], in_common)
                _add(sums[person]["verdicts"], (left.verdict == right.verdict, 1))
        for person, by_name in sums.items():
            for name, (above, below) in by_name.items():
                terms[person][name].append((above, below))
    return terms


def _add(sums: list[float], more: tuple[float, float]) -> None:
    sums[0] += more[0]
    sums[1] += more[1]
