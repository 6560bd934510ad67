"""Gold that answers make by themselves where a project says so; takes numpy, so loaded on first use."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from annotations.models import Annotation, Trace, Video
from reviewers.merging import merged_group
from reviewers.models import Gold, GoldTrace
from reviewers.services.desk.comparing import ComparedVideo, videos_compared

FEWEST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class AgreedGold:
    """What is to become gold, and the state of things that it rests on."""

    video: Video
    answers: Sequence[Annotation]
    traces: list[GoldTrace]
    threshold: float
    version: int


def agreed_golds(*, video_ids: set[UUID]) -> list[AgreedGold]:
    """Those of these videos whose answers agree as the project asks, and that have no gold of people's."""
    able = Video.objects.filter(pk__in=video_ids, project__auto_gold_agreement__isnull=False, gold_clip=False)
    compared = videos_compared(video_ids=able.values_list("pk", flat=True))
    found = (_agreed(each) for each in compared)
    return [each for each in found if each]


def _agreed(each: ComparedVideo) -> AgreedGold | None:
    video, answers, comparison = each.video, each.answers, each.comparison
    threshold = video.project.auto_gold_agreement
    people = {answer.annotator_id for answer in answers}
    if threshold is None or len(people) < max(FEWEST_PEOPLE, video.project.overlap):
        return None
    if not comparison.is_unanimous or (comparison.mean_viou or 0.0) < threshold * bool(comparison.groups):
        return None
    version = _version_to_follow(video, answers)
    if version is None or video.taken_down_at is not None:
        return None
    return AgreedGold(video, answers, _merged(each), threshold, version)


def _version_to_follow(video: Video, answers: Sequence[Annotation]) -> int | None:
    """The version that the new one comes after; None where gold stands that a rule must not replace."""
    gold = Gold.objects.filter(video=video).order_by("-version").first()
    if gold is None:
        return 0
    is_newer = any(answer.submitted_at and answer.submitted_at > gold.made_at for answer in answers)
    return gold.version if gold.rule == Gold.Rule.AGREEMENT and is_newer else None


def _merged(each: ComparedVideo) -> list[GoldTrace]:
    """The traces of all groups, each between its members."""
    rows = {str(trace.pk): trace for answer in each.answers for trace in answer.trace_rows}
    traces = []
    for group in each.comparison.groups:
        merged = merged_group(group, categories="union")
        traces.append(
            GoldTrace(
                onset_frame=merged.span.onset_frame,
                offset_frame=merged.span.offset_frame,
                categories=list(merged.categories),
                other_tag=_tag([rows[source] for source in merged.sources]),
                explanation=merged.explanation,
                keyframes=[asdict(keyframe) for keyframe in merged.keyframes],
                sources=list(merged.sources),
                how=GoldTrace.How.MERGED,
            )
        )
    return traces


def _tag(traces: Sequence[Trace]) -> str:
    """The words that one of them has for "other"."""
    return next((trace.other_tag for trace in traces if trace.other_tag), "")
