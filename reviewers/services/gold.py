"""Gold: versions of a video's adjudicated answer. Every change is a new version; none is overwritten."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from annotations.errors import InvalidInputError, StaleRevisionError
from annotations.models import Annotation, Trace, User, Video
from annotations.services.events import event_record
from reviewers.errors import GoldVersionMissingError, OwnWorkError
from reviewers.models import Gold, GoldTrace
from reviewers.selectors.gold import gold_body, gold_latest
from reviewers.services.gold_rules import gold_problems

How = GoldTrace.How
COPIED = ("onset_frame", "offset_frame", "categories", "other_tag", "explanation", "confidence", "keyframes")


@transaction.atomic
def gold_from_annotation(*, annotation: Annotation, actor: User) -> Gold:
    """Make the next gold version out of an accepted annotation, trace by trace."""
    gold = Gold(
        video=annotation.video,
        version=_version_of(annotation.video) + 1,
        verdict=annotation.verdict or "",
        rule=Gold.Rule.ACCEPTED,
        annotations=[str(annotation.pk)],
        made_by=actor,
    )
    traces = [_from_trace(trace) for trace in annotation.traces.all()]
    return _gold_add(gold=gold, traces=traces, actor=actor)


@transaction.atomic
def gold_from_truth(*, video: Video, trace: GoldTrace) -> Gold:
    """Make the next gold version out of the known artefact of a forged clip; nobody annotated it."""
    gold = Gold(
        video=video,
        version=_version_of(video) + 1,
        verdict=Annotation.Verdict.FAKE,
        rule=Gold.Rule.FORGED,
        annotator_count=0,
    )
    return _gold_add(gold=gold, traces=[trace], actor=None)


@transaction.atomic
def gold_put(
    *,
    video: Video,
    actor: User,
    expected_version: int,
    verdict: str,
    traces: Sequence[Mapping[str, Any]],
) -> Gold:
    """Write a reviewer's adjudicated answer as the next version."""
    _refuse_own_work(video=video, actor=actor)
    _version_check(video=video, expected=expected_version)
    problems = gold_problems(video=video, verdict=verdict, traces=traces)
    if problems:
        raise InvalidInputError(problems)
    sources = [source for trace in traces for source in trace["sources"]]
    answers = Trace.objects.filter(pk__in=sources).values_list("annotation", "annotation__annotator")
    used = list(answers.distinct())
    gold = Gold(
        video=video,
        version=expected_version + 1,
        verdict=verdict,
        rule=Gold.Rule.ADJUDICATED,
        annotations=sorted(str(annotation) for annotation, _ in used),
        annotator_count=max(1, len({person for _, person in used})),
        made_by=actor,
    )
    return _gold_add(gold=gold, traces=[_from_body(trace) for trace in traces], actor=actor)


@transaction.atomic
def gold_revert(*, video: Video, actor: User, expected_version: int, to_version: int) -> Gold:
    """Make an earlier version count again, as a new version with the same content."""
    _refuse_own_work(video=video, actor=actor)
    _version_check(video=video, expected=expected_version)
    earlier = Gold.objects.filter(video=video, version=to_version).prefetch_related("traces").first()
    if earlier is None:
        raise GoldVersionMissingError("The gold has no such version.", version=to_version)
    gold = Gold(
        video=video,
        version=expected_version + 1,
        verdict=earlier.verdict,
        rule=Gold.Rule.REVERTED,
        annotations=earlier.annotations,
        annotator_count=earlier.annotator_count,
        threshold=earlier.threshold,
        raw_row=earlier.raw_row,
        made_by=actor,
    )
    traces = [_copy(trace) for trace in earlier.traces.all()]
    return _gold_add(gold=gold, traces=traces, actor=actor, to_version=to_version)


@transaction.atomic
def gold_from_agreement(
    *, video: Video, answers: Sequence[Annotation], traces: list[GoldTrace], threshold: float
) -> Gold:
    """Make the next version out of answers that agree; nobody did it but the project's rule."""
    gold = Gold(
        video=video,
        version=_version_of(video) + 1,
        verdict=answers[0].verdict or "",
        rule=Gold.Rule.AGREEMENT,
        threshold=threshold,
        annotations=[str(answer.pk) for answer in answers],
        annotator_count=len({answer.annotator_id for answer in answers}),
    )
    return _gold_add(gold=gold, traces=traces, actor=None, threshold=threshold)


def _gold_add(*, gold: Gold, traces: list[GoldTrace], actor: User | None, **facts: Any) -> Gold:
    try:
        with transaction.atomic():
            gold.save(force_insert=True)
    except IntegrityError as error:
        raise _stale(gold.video) from error
    for position, trace in enumerate(traces):
        trace.gold, trace.position = gold, position
    GoldTrace.objects.bulk_create(traces)
    event_record(
        action="gold.made",
        subject=gold.video,
        actor=actor,
        facts={"gold": str(gold.pk), "version": gold.version, "rule": gold.rule, **facts},
    )
    return gold


def _version_of(video: Video) -> int:
    return Gold.objects.filter(video=video).aggregate(highest=Max("version"))["highest"] or 0


def _version_check(*, video: Video, expected: int) -> None:
    if _version_of(video) != expected:
        raise _stale(video)


def _stale(video: Video) -> StaleRevisionError:
    current = gold_body(gold_latest(video=video))
    return StaleRevisionError("The gold has changed in the meantime.", current=current)


def _refuse_own_work(*, video: Video, actor: User) -> None:
    if Annotation.objects.filter(video=video, annotator=actor).exists():
        raise OwnWorkError("You annotated this video, so somebody else must judge it.", video=str(video.pk))


def _from_trace(trace: Trace) -> GoldTrace:
    copied = {name: getattr(trace, name) for name in COPIED}
    return GoldTrace(**copied, sources=[str(trace.pk)])


def _from_body(trace: Mapping[str, Any]) -> GoldTrace:
    copied = {name: trace[name] for name in COPIED}
    sources = [str(source) for source in trace["sources"]]
    return GoldTrace(**copied, sources=sources, how=trace.get("how") or _how(len(sources)))


def _how(sources: int) -> str:
    """What a reviewer must have done who does not say."""
    return How.MERGED if sources > 1 else How.KEPT if sources else How.ADDED


def _copy(trace: GoldTrace) -> GoldTrace:
    copied = {name: getattr(trace, name) for name in COPIED}
    return GoldTrace(**copied, sources=trace.sources, how=trace.how, raw_row=trace.raw_row)
