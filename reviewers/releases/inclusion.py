"""Which golds become rows, and why the others do not."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from annotations.benchmark.row import Kind
from annotations.models import Annotation, Video
from reviewers.models import Gold
from reviewers.releases.answers import HandedIn, behind, likeness
from reviewers.releases.options import ReleaseOptions, Selection
from reviewers.releases.snapshot import GoldVideo

Verdict = Annotation.Verdict
UNDETECTED = "undetected"
UNSURE = "unsure"
CONTRADICTION = "contradiction"
TAKEN_DOWN = "taken_down"
NOT_SELECTED = "not_selected"
OUT_OF_RANGE = "frames_out_of_range"
NO_GOLD = "no_gold"
REASONS = (UNDETECTED, UNSURE, CONTRADICTION, TAKEN_DOWN, NOT_SELECTED, OUT_OF_RANGE, NO_GOLD)


class Inclusion(NamedTuple):
    """A video's place in a release: the type of its rows, and whether its traces are among them."""

    kind: Kind | None = None
    with_traces: bool = False
    reason: str = ""


def inclusion_of(item: GoldVideo, options: ReleaseOptions, assisted: Collection[str] = ()) -> Inclusion:
    """Whether and how the video's gold is written; `reason` says why it is left out.

    `assisted` are the ids of answers that were given with suggestions in sight, where that is asked for.
    Imported rows are written whatever they say, until the video's gold gets a new version.
    """
    reason = _refusal(item, options, assisted)
    if reason:
        return Inclusion(reason=reason)
    gold, trace_count = item.gold, len(item.traces)
    if gold.raw_row is not None:
        return Inclusion(kind="real" if gold.verdict == Verdict.REAL else "fake")
    if gold.video.kind == Video.Kind.REAL:
        return _real(gold, options)
    if gold.verdict == Verdict.FAKE or _has_unsure_traces(gold, trace_count, options):
        return Inclusion(kind="fake", with_traces=True)
    return _undetected(gold.video, gold, options)


def _refusal(item: GoldVideo, options: ReleaseOptions, assisted: Collection[str]) -> str:
    """Why the video is left out whatever its gold says; empty where nothing speaks against it."""
    frame_count = item.gold.video.frame_count or 0
    if any(trace.offset_frame >= frame_count for trace in item.traces):
        return OUT_OF_RANGE
    if item.gold.video.taken_down_at is not None:
        return TAKEN_DOWN
    chosen = _is_selected(item, options.selection) and _stands_firm(item, options.selection, assisted)
    return "" if chosen else NOT_SELECTED


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


def _is_selected(item: GoldVideo, selection: Selection) -> bool:
    """By what is known of the video and what its gold says."""
    video = item.gold.video
    wanted = (
        (selection.kinds, {video.kind}),
        (selection.sources, {video.source}),
        (selection.splits, {video.split}),
        (selection.video_ids, {video.video_id}),
        (selection.verdicts, {item.gold.verdict}),
        (selection.categories, {key for trace in item.traces for key in trace.categories}),
    )
    return all(not chosen or not found.isdisjoint(chosen) for chosen, found in wanted)


def _stands_firm(item: GoldVideo, selection: Selection, assisted: Collection[str]) -> bool:
    """By the answers that the gold was made of; gold of no answer says nothing about any."""
    if not selection.asks_for_answers:
        return True
    sources = behind(item.answers, item.gold.annotations)
    if not sources or len(sources) != len(set(item.gold.annotations)):
        return False
    if selection.states and any(answer.status not in selection.states for answer in sources):
        return False
    if selection.without_suggestions and any(answer.id in assisted for answer in sources):
        return False
    return selection.min_agreement is None or _is_alike(sources, selection.min_agreement)


def _is_alike(answers: Sequence[HandedIn], least: float) -> bool:
    found = likeness(answers)
    return found is not None and found >= least
