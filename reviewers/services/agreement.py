"""Agreement: terms computed once per handed-in answer and pair, reports kept with their intervals."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from importlib import import_module
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from annotations.models import AnnotationRevision, Category, Project, Trace
from reviewers.metrics.overlaps import overlaps_of, summary_of, traces_ordered
from reviewers.metrics.report import agreement_report
from reviewers.metrics.study import Study, only_category, study_make
from reviewers.metrics.terms import SAME_TRACE_VIOU
from reviewers.metrics.values import TraceValue
from reviewers.models import AgreementReport, AnswerTerms, PairTerms
from reviewers.selectors.agreement import (
    AgreementFilter,
    ChosenAnswers,
    answers_are_new,
    answers_chosen,
    revision_bodies,
    revisions_without_terms,
)
from reviewers.selectors.trace_values import trace_values
from reviewers.services.computed import INLINE_PAIRS

BATCH = 200
KEPT_REPORTS = 50
TEXT = "reviewers.metrics.text"
SUGGESTION = Trace.Origin.SUGGESTION.value
Progress = Callable[[float], None]


def agreement_points(*, project: Project, chosen: AgreementFilter) -> dict[str, Any]:
    """The report as it is known at this moment: with intervals where they were computed, else without.

    A few new answers are taken in on the way; many are left to the job, and `pending` says how many.
    """
    answers_take_in(project=project)
    answers = answers_chosen(project=project, chosen=chosen)
    missing = answers.missing()
    if missing and len(missing) <= INLINE_PAIRS:
        pairs_compute(project=project, pairs=missing)
        answers = answers_chosen(project=project, chosen=chosen)
    kept = AgreementReport.objects.filter(project=project, key=_key(chosen, answers)).first()
    if kept is not None:
        return dict(kept.body)
    return _report(project, chosen, answers, intervals=False)


def agreement_full(
    *, project: Project, chosen: AgreementFilter, on_progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Compute whatever is missing, compare the texts, and keep the report with its intervals."""
    answers_take_in(project=project)
    answers = answers_chosen(project=project, chosen=chosen)
    _batched(answers.missing(), lambda part: pairs_compute(project=project, pairs=part), on_progress, 0.0)
    answers = answers_chosen(project=project, chosen=chosen)
    _batched(answers.without_texts(), texts_compare, on_progress, 0.45)
    on_progress(0.9)
    answers = answers_chosen(project=project, chosen=chosen)
    body = _report(project, chosen, answers, intervals=True)
    AgreementReport.objects.update_or_create(
        project=project, key=_key(chosen, answers), defaults={"filters": chosen.as_json(), "body": body}
    )
    _reports_drop(project)
    return body


def answers_take_in(*, project: Project) -> int:
    """Keep the terms of every answer that was handed in since the last time; returns how many were new."""
    if not answers_are_new(project=project):
        return 0
    revisions: QuerySet[AnnotationRevision] = revisions_without_terms(project=project)
    terms = [_terms_of(revision) for revision in revisions.iterator(chunk_size=BATCH)]
    AnswerTerms.objects.bulk_create(terms, ignore_conflicts=True, batch_size=BATCH)
    return len(terms)


def pairs_compute(*, project: Project, pairs: Sequence[tuple[int, int]]) -> None:
    """Compute and keep how the traces of each two answers, named by the ids of their terms, overlap."""
    values = _values({answer for pair in pairs for answer in pair})
    rows = [
        PairTerms(
            project=project,
            left_id=left,
            right_id=right,
            overlaps=[
                [each.left, each.right, each.tiou, each.viou, None, None]
                for each in overlaps_of(values[left], values[right])
            ],
        )
        for left, right in pairs
    ]
    PairTerms.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def texts_compare(wanted: Sequence[int]) -> None:
    """Compare the explanations of traces that may be the same one, once per pair of answers."""
    pairs = list(PairTerms.objects.filter(pk__in=wanted))
    values = _values({key for pair in pairs for key in (pair.left_id, pair.right_id)})
    for pair in pairs:
        left, right = values[pair.left_id], values[pair.right_id]
        pair.overlaps = [_with_texts(overlap, left, right) for overlap in pair.overlaps]
        pair.texts_compared = True
    PairTerms.objects.bulk_update(pairs, ["overlaps", "texts_compared"], batch_size=BATCH)


def _with_texts(overlap: list[Any], left: Sequence[TraceValue], right: Sequence[TraceValue]) -> list[Any]:
    i, j, tiou, viou = overlap[:4]
    ours, theirs = left[i].explanation.strip(), right[j].explanation.strip()
    if viou < SAME_TRACE_VIOU or not ours or not theirs:
        return [i, j, tiou, viou, None, None]
    text = import_module(TEXT)  # takes long to load, and only the job compares texts
    return [i, j, tiou, viou, text.chrf2(ours, theirs), text.rouge_l(ours, theirs)]


def _terms_of(revision: AnnotationRevision) -> AnswerTerms:
    annotation, answer = revision.annotation, revision.answer
    summary = summary_of("", answer["verdict"], trace_values(answer["traces"]))
    return AnswerTerms(
        project_id=annotation.project_id,
        video_id=annotation.video_id,
        annotation=annotation,
        annotator_id=annotation.annotator_id,
        revision=revision.revision,
        handed_in_at=revision.made_at,
        verdict=answer["verdict"],
        traces=[[t.span.start, t.span.end, sorted(t.categories)] for t in summary.traces],
        assisted=any(trace["origin"] == SUGGESTION for trace in answer["traces"]),
    )


def _values(answers: Collection[int]) -> dict[int, list[TraceValue]]:
    """The traces of answers, by the ids of their terms, in the order that places in overlaps refer to."""
    bodies = revision_bodies(answers=AnswerTerms.objects.filter(pk__in=answers))
    return {key: traces_ordered(trace_values(traces)) for key, traces in bodies.items()}


def values_of(answers: ChosenAnswers) -> dict[str, Any]:
    """The report without intervals and without categories."""
    return agreement_report(study_from(answers), [], intervals=False)


def study_from(chosen: ChosenAnswers) -> Study:
    """What the metrics take; pairs that are not known yet count as nothing in common."""
    frames = {answer.video: answer.frame_count or 0 for answer in chosen.answers}
    rows = {video: row for row, video in enumerate(frames)}
    places = {answer.pk: place for place, answer in enumerate(chosen.answers)}
    verdicts = (answer.verdict for answer in chosen.answers)
    traces = _parsed(answer.traces for answer in chosen.answers)
    pairs = sorted(chosen.pairs, key=lambda pair: (places[pair.left], places[pair.right]))
    overlaps = _parsed(pair.overlaps for pair in pairs)
    return study_make(
        frame_counts=list(frames.values()),
        video=[rows[answer.video] for answer in chosen.answers],
        answers=list(zip(verdicts, traces, strict=True)),
        pairs=[
            (places[pair.left], places[pair.right], found)
            for pair, found in zip(pairs, overlaps, strict=True)
        ],
    )


def _parsed(texts: Iterable[str]) -> list[Any]:
    """Many JSON texts by one call."""
    values: list[Any] = json.loads(f"[{','.join(texts)}]")
    return values


def _report(
    project: Project, chosen: AgreementFilter, answers: ChosenAnswers, *, intervals: bool
) -> dict[str, Any]:
    keys = Category.objects.filter(project=project).order_by("position", "id").values_list("key", flat=True)
    categories = [chosen.category] if chosen.category else list(keys)
    study = study_from(answers)
    if chosen.category:
        study = only_category(study, chosen.category)
    report = agreement_report(study, categories, intervals=intervals)
    pending = {"pairs": len(answers.missing()), "texts": len(answers.without_texts())}
    return {**report, "intervals": intervals, "pending": pending}


def _key(chosen: AgreementFilter, answers: ChosenAnswers) -> str:
    """One filter on one state of the answers."""
    ids = sorted(answer.pk for answer in answers.answers)
    state = [chosen.as_json(), ids, len(answers.pairs), len(answers.without_texts())]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _reports_drop(project: Project) -> None:
    """Keep the newest reports only: each can be computed again."""
    kept = AgreementReport.objects.filter(project=project).order_by("-made_at", "-pk")[:KEPT_REPORTS]
    AgreementReport.objects.filter(project=project).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()


def _batched(
    items: Sequence[Any], work: Callable[[Sequence[Any]], None], on_progress: Progress, start: float
) -> None:
    """Do the work part by part, telling how far it is; each half of the job is 0.45 of the whole."""
    remaining, done = iter(items), 0
    while part := list(islice(remaining, BATCH)):
        work(part)
        done += len(part)
        on_progress(start + 0.45 * done / len(items))
