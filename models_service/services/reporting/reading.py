"""What the provenance report is computed from: plain rows, a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotations.models import ActivityTotal, Annotation, AnnotationRevision, Project, Trace
from annotations.selectors.queue import JUDGEABLE
from models_service.models import AgreementCheck, Suggestion, SuggestionArm, SuggestionDecision
from models_service.selectors.suggestions.decided import standing
from reviewers.models import Gold, Review
from reviewers.selectors.gold import gold_list

DECIDED = ("accept", "return")


@dataclass(frozen=True, slots=True)
class Pair:
    """One suggestion that one person was shown, what they made of it, and the trace that came of it."""

    suggestion: Suggestion
    video: UUID
    decision: str  # or "ignored"
    trace: Trace | None


@dataclass(frozen=True, slots=True)
class ArmAnswer:
    """One handed-in answer of one arm."""

    video: UUID
    withheld: bool
    active_ms: int
    right: bool | None  # its verdict against gold that others made; None where there is none


def answers_offered(*, project: Project, without: Collection[str]) -> list[SuggestionArm]:
    """The answers for which there was something to show, shown or withheld."""
    rows = SuggestionArm.objects.filter(annotation__project=project, offered_at__isnull=False)
    hidden = rows.exclude(annotation__video__in=[UUID(video) for video in without])
    return list(hidden.select_related("annotation"))


def pairs_shown(*, arms: list[SuggestionArm]) -> list[Pair]:
    """Every suggestion with every answer that it was shown for."""
    seen = {arm.annotation_id: arm.annotation for arm in arms if not arm.withheld}
    decisions: dict[UUID, list[SuggestionDecision]] = defaultdict(list)
    for row in SuggestionDecision.objects.filter(annotation__in=seen).order_by("id"):
        decisions[row.annotation_id].append(row)
    by_video: dict[UUID, list[Suggestion]] = defaultdict(list)
    videos = {annotation.video_id for annotation in seen.values()}
    for suggestion in Suggestion.objects.filter(run__video__in=videos).select_related("run__model_version"):
        by_video[suggestion.run.video_id].append(suggestion)
    traces = {trace.pk: trace for trace in Trace.objects.filter(annotation__in=seen)}
    return [
        pair
        for annotation in seen.values()
        for pair in _pairs(annotation, by_video[annotation.video_id], decisions[annotation.pk], traces)
    ]


def arm_answers(*, project: Project, arms: list[SuggestionArm]) -> list[ArmAnswer]:
    """The handed-in answers of both arms with their time and whether gold that others made agrees."""
    handed_in = [arm for arm in arms if arm.annotation.status in JUDGEABLE]
    ids = [arm.annotation_id for arm in handed_in]
    times = dict(ActivityTotal.objects.filter(annotation__in=ids).values_list("annotation", "active_ms"))
    golds = {gold.video_id: gold for gold in gold_list(project=project)}
    return [
        ArmAnswer(
            arm.annotation.video_id,
            arm.withheld,
            times.get(arm.annotation_id, 0),
            _is_right(arm.annotation, golds.get(arm.annotation.video_id)),
        )
        for arm in handed_in
    ]


def first_pass_counts(*, project: Project, without: Collection[str]) -> dict[str, int]:
    """What people changed after their first pass, over answers that were handed in: 2 queries."""
    rows = Annotation.objects.filter(
        project=project, status__in=JUDGEABLE, first_pass_revision__isnull=False
    ).exclude(video__in=[UUID(video) for video in without])
    locked = dict(rows.values_list("pk", "first_pass_revision"))
    kept: dict[UUID, dict[int, Any]] = defaultdict(dict)
    revisions = AnnotationRevision.objects.filter(annotation__in=locked).order_by("revision")
    for annotation, revision, answer in revisions.values_list("annotation", "revision", "answer"):
        kept[annotation][revision] = answer
    counts = {"answers": 0, "changed_verdict": 0, "added": 0, "removed": 0, "moved": 0}
    for annotation, answers in kept.items():
        first = answers.get(locked[annotation] or -1)
        if first is not None:
            _changes_add(counts, first, answers[max(answers)])
    return counts


def check_counts(*, project: Project, without: Collection[str]) -> dict[str, int]:
    """Of the checked answers that a reviewer decided about: flagged or not, returned or not."""
    checks = AgreementCheck.objects.filter(project=project, state=AgreementCheck.State.DONE)
    checks = checks.exclude(annotation__video__in=[UUID(video) for video in without])
    flags = {(row.annotation_id, row.revision): row.flagged for row in checks}
    reviews = Review.objects.filter(annotation__project=project, decision__in=DECIDED)
    counts = {"flagged": 0, "flagged_returned": 0, "unflagged": 0, "unflagged_returned": 0}
    for annotation, revision, decision in reviews.values_list("annotation", "revision", "decision"):
        if (annotation, revision) not in flags:
            continue
        name = "flagged" if flags[annotation, revision] else "unflagged"
        counts[name] += 1
        counts[f"{name}_returned"] += decision == "return"
    return counts


def _pairs(
    annotation: Annotation,
    suggestions: list[Suggestion],
    rows: list[SuggestionDecision],
    traces: dict[UUID, Trace],
) -> list[Pair]:
    decided = standing(rows)
    named = {trace.suggestion: trace for trace in traces.values() if trace.annotation_id == annotation.pk}
    pairs = []
    for suggestion in suggestions:
        made = decided.get(suggestion.pk)
        trace = traces.get(made.trace) if made and made.trace else named.get(suggestion.pk)
        pairs.append(Pair(suggestion, annotation.video_id, made.decision if made else "ignored", trace))
    return pairs


def _is_right(annotation: Annotation, gold: Gold | None) -> bool | None:
    """Gold that was made of this very answer alone would prove nothing."""
    if gold is None or gold.annotations == [str(annotation.pk)]:
        return None
    return annotation.verdict == gold.verdict


def _changes_add(counts: dict[str, int], first: dict[str, Any], last: dict[str, Any]) -> None:
    before = {trace["id"]: trace for trace in first["traces"]}
    after = {trace["id"]: trace for trace in last["traces"]}
    placed = ("onset_frame", "offset_frame", "keyframes")
    counts["answers"] += 1
    counts["changed_verdict"] += first["verdict"] != last["verdict"]
    counts["added"] += len(after.keys() - before.keys())
    counts["removed"] += len(before.keys() - after.keys())
    both = before.keys() & after.keys()
    counts["moved"] += sum(any(before[i][name] != after[i][name] for name in placed) for i in both)
