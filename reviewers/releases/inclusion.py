"""Which golds become rows, and why the others do not."""

from dataclasses import dataclass

from annotations.benchmark.row import Kind
from annotations.models import Annotation, Video
from reviewers.models import Gold
from reviewers.releases.options import ReleaseOptions, Selection

Verdict = Annotation.Verdict
UNDETECTED = "undetected"
UNSURE = "unsure"
CONTRADICTION = "contradiction"
TAKEN_DOWN = "taken_down"
NOT_SELECTED = "not_selected"
OUT_OF_RANGE = "frames_out_of_range"
NO_GOLD = "no_gold"
REASONS = (UNDETECTED, UNSURE, CONTRADICTION, TAKEN_DOWN, NOT_SELECTED, OUT_OF_RANGE, NO_GOLD)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A video's place in a release: the type of its rows, and whether its traces are among them."""

    kind: Kind | None = None
    with_traces: bool = False
    reason: str = ""


def inclusion_of(gold: Gold, trace_count: int, options: ReleaseOptions) -> Inclusion:
    """Whether and how the video's gold is written; `reason` says why it is left out.

    Imported rows are written whatever they say, until the video's gold gets a new version.
    """
    if gold.video.taken_down_at is not None:
        return Inclusion(reason=TAKEN_DOWN)
    if not _is_selected(gold.video, options.selection):
        return Inclusion(reason=NOT_SELECTED)
    if gold.raw_row is not None:
        return Inclusion(kind="real" if gold.verdict == Verdict.REAL else "fake")
    if gold.video.kind == Video.Kind.REAL:
        return _real(gold, options)
    if gold.verdict == Verdict.FAKE or _has_unsure_traces(gold, trace_count, options):
        return Inclusion(kind="fake", with_traces=True)
    return _undetected(gold.video, gold, options)


def _has_unsure_traces(gold: Gold, trace_count: int, options: ReleaseOptions) -> bool:
    return gold.verdict == Verdict.UNSURE and trace_count > 0 and options.include_unsure


def _real(gold: Gold, options: ReleaseOptions) -> Inclusion:
    if gold.verdict == Verdict.FAKE:
        return Inclusion(reason=CONTRADICTION)
    if gold.verdict == Verdict.UNSURE and not options.include_unsure:
        return Inclusion(reason=UNSURE)
    return Inclusion(kind="real")


def _undetected(video: Video, gold: Gold, options: ReleaseOptions) -> Inclusion:
    """The gold names no trace: of a fake video, or of one of which nobody knows what it is."""
    if video.kind == Video.Kind.UNKNOWN:
        return Inclusion(kind="real") if gold.verdict == Verdict.REAL else Inclusion(reason=UNSURE)
    if options.include_undetected or (gold.verdict == Verdict.UNSURE and options.include_unsure):
        return Inclusion(kind="fake")
    return Inclusion(reason=UNDETECTED)


def _is_selected(video: Video, selection: Selection) -> bool:
    wanted = (
        (selection.kinds, video.kind),
        (selection.sources, video.source),
        (selection.splits, video.split),
        (selection.video_ids, video.video_id),
    )
    return all(not chosen or value in chosen for chosen, value in wanted)
