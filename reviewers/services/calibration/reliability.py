"""Reliability per annotator: computed when asked for, from checks, judgements, times and agreement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import numpy as np
from django.utils import timezone

from annotations.models import Project, User
from annotations.selectors.pseudonyms import person_name
from reviewers.metrics.reliability import median_statistic, ratio_statistics, share_statistic
from reviewers.metrics.terms import SAME_TRACE_VIOU, matched
from reviewers.models import ClipCheck
from reviewers.selectors.agreement import (
    AgreementFilter,
    ChosenAnswers,
    answers_chosen,
    videos_in_own_work,
)
from reviewers.selectors.calibration.people import PersonWork, annotators_of, work_of
from reviewers.services.agreement import answers_take_in, pairs_compute, study_from
from reviewers.services.computed import INLINE_PAIRS

# Per person, one pair (numerator, denominator) for each video: of traces in common and of equal verdicts.
PairTerms = dict[int, dict[str, list[tuple[float, float]]]]
BOTH_SIDES = 2


@dataclass(slots=True)
class Sums:
    """Of one person on one video, over the pairs with others."""

    in_common: int = 0
    traces: int = 0
    equal: int = 0
    pairs: int = 0


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
    return _terms(answers)


def _terms(chosen: ChosenAnswers) -> PairTerms:
    """Only pairs whose overlaps are known."""
    study = study_from(chosen)
    same = matched(study, by="viou", threshold=SAME_TRACE_VIOU)
    in_common = BOTH_SIDES * np.bincount(study.overlaps.pair[same], minlength=len(study.pairs))
    traces = study.traces_of_answers[study.pairs].sum(axis=1)
    verdicts = study.verdict[study.pairs]
    equal = verdicts[:, 0] == verdicts[:, 1]
    sums: dict[tuple[int, str], Sums] = {}
    for pair, *values in zip(study.pairs.tolist(), in_common, traces, equal, strict=True):
        for answer in (chosen.answers[place] for place in pair):
            _add(sums.setdefault((answer.person, answer.video), Sums()), *map(int, values))
    terms: PairTerms = defaultdict(lambda: {"traces": [], "verdicts": []})
    for (person, _), of_video in sums.items():
        terms[person]["traces"].append((of_video.in_common, of_video.traces))
        terms[person]["verdicts"].append((of_video.equal, of_video.pairs))
    return terms


def _add(sums: Sums, in_common: int, traces: int, equal: int) -> None:
    sums.in_common += in_common
    sums.traces += traces
    sums.equal += equal
    sums.pairs += 1
