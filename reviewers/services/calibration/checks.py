"""Checking an answer on a gold clip against its gold: once, at its first handing-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from annotations.models import Annotation, AnnotationRevision, Purpose
from reviewers.metrics.answer_check import CheckedPair, Marks, is_passed, pairs_checked
from reviewers.metrics.values import TraceValue
from reviewers.models import ClipCheck, Gold, QualificationRound
from reviewers.selectors.gold import gold_latest
from reviewers.selectors.trace_values import trace_value, trace_values


def clip_check_ensure(*, annotation: Annotation) -> ClipCheck | None:
    """The check of an answer on a gold clip, made now where there is none; None before it is handed in."""
    made = clip_check_make(annotation=annotation)
    if made is not None:
        clip_checks_keep(checks=[made])
    return ClipCheck.objects.filter(annotation=annotation).select_related("gold").first()


def clip_check_make(*, annotation: Annotation) -> ClipCheck | None:
    """The check that an answer on a gold clip still lacks, not kept yet; None where nothing is to be done."""
    if not annotation.video.gold_clip or ClipCheck.objects.filter(annotation=annotation).exists():
        return None
    gold, handed_in = gold_latest(video=annotation.video), _first_handed_in(annotation)
    if gold is None or handed_in is None:
        return None
    values = _check(annotation=annotation, answer=handed_in.answer, gold=gold)
    return ClipCheck(
        annotation=annotation, revision=handed_in.revision, handed_in_at=handed_in.made_at, **values
    )


def clip_checks_keep(*, checks: Sequence[ClipCheck]) -> None:
    """Keep checks; where somebody else has made one meanwhile, the first one stays."""
    ClipCheck.objects.bulk_create(checks, ignore_conflicts=True)


def _first_handed_in(annotation: Annotation) -> AnnotationRevision | None:
    kept = AnnotationRevision.objects.filter(annotation=annotation, status=Annotation.Status.SUBMITTED)
    return kept.order_by("revision").first()


def _check(*, annotation: Annotation, answer: dict[str, Any], gold: Gold) -> dict[str, Any]:
    attempt = _attempt_of(annotation)
    marks = _marks(annotation, attempt)
    own = trace_values(answer["traces"])
    pairs = pairs_checked(expected=gold_values(gold), own=own, marks=marks)
    verdict_right = answer["verdict"] == gold.verdict
    return {
        "project": annotation.project,
        "video": annotation.video,
        "person": annotation.annotator,
        "gold": gold,
        "round": attempt,
        "verdict_right": verdict_right,
        "given": len(own),
        "passed": is_passed(verdict_right=verdict_right, pairs=pairs, given=len(own)),
        **_sums(pairs),
    }


def gold_values(gold: Gold) -> list[TraceValue]:
    """The expected traces as the metrics take them."""
    return [
        trace_value(
            {
                "id": trace.pk,
                "onset_frame": trace.onset_frame,
                "offset_frame": trace.offset_frame,
                "keyframes": trace.keyframes,
                "categories": trace.categories,
                "explanation": trace.explanation,
            }
        )
        for trace in gold.traces.all()
    ]


def _sums(pairs: list[CheckedPair]) -> dict[str, Any]:
    found = [pair for pair in pairs if pair.found]
    return {
        "expected": len(pairs),
        "found": len(found),
        "categories_right": sum(pair.category_right for pair in found),
        "tiou": fmean(pair.tiou for pair in pairs) if pairs else None,
        "viou": fmean(pair.viou for pair in pairs) if pairs else None,
        "pairs": [asdict(pair) for pair in pairs],
    }


def _attempt_of(annotation: Annotation) -> QualificationRound | None:
    """The round that a qualification clip belongs to; nobody is given the same clip in two of them."""
    if annotation.assignment is None or annotation.assignment.purpose != Purpose.QUALIFY:
        return None
    rounds = QualificationRound.objects.filter(project=annotation.project_id, person=annotation.annotator_id)
    video = str(annotation.video_id)
    return next((each for each in rounds.order_by("-attempt") if video in each.clips), None)


def _marks(annotation: Annotation, attempt: QualificationRound | None) -> Marks:
    if attempt is not None:
        return Marks(attempt.tiou, attempt.viou)
    return Marks(annotation.project.qualify_tiou, annotation.project.qualify_viou)
