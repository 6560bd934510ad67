"""What each video adds to the sums that agreement is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reviewers.metrics.matching import Candidate, jaccard, match
from reviewers.metrics.study import NO_VERDICT, VERDICTS, Floats, Ints, Study

SAME_TRACE_VIOU = 0.3


def verdict_counts(study: Study) -> Floats:
    """Return how many people gave each of VERDICTS: shape [videos, verdicts]."""
    given = study.verdict != NO_VERDICT
    cells = study.video[given] * len(VERDICTS) + study.verdict[given]
    counts = np.bincount(cells, minlength=study.videos * len(VERDICTS))
    return counts.reshape(study.videos, len(VERDICTS)).astype(np.float64)


def matched(study: Study, *, by: str, threshold: float) -> Ints:
    """Return the overlaps of the traces taken for the same ones, ascending; `by` is "tiou" or "viou".

    Traces that nothing else comes near need no choice; only pairs of answers where there is one are solved.
    """
    overlaps = study.overlaps
    able = np.flatnonzero(getattr(overlaps, by) >= threshold)
    pair = overlaps.pair[able]
    sides = (overlaps.left[able], overlaps.right[able])
    ambiguous = np.unique(np.concatenate([pair[_met_again(pair, side)] for side in sides]))
    to_solve = np.isin(pair, ambiguous)
    parts = zip(np.searchsorted(pair, ambiguous), np.searchsorted(pair, ambiguous, "right"), strict=True)
    solved = [_solved(study, able[start:end], by, threshold) for start, end in parts]
    return np.sort(np.concatenate([able[~to_solve], *solved])).astype(np.int64)


def found_terms(study: Study, *, by: str, threshold: float) -> Floats:
    """Return (matched pairs, traces of both, summed similarity, pairs with a trace): shape [videos, 4].

    Two answers without any trace agree that there is nothing to find and are left out.
    """
    chosen = matched(study, by=by, threshold=threshold)
    rows, people = overlap_videos(study)[chosen], study.people
    traces = study.by_video(study.video[study.traces.answer]) * np.maximum(people - 1, 0)
    with_trace = _pairs(people) - _pairs(empty_answers(study))
    similar = study.by_video(rows, getattr(study.overlaps, by)[chosen])
    return np.column_stack([study.by_video(rows), traces, similar, with_trace])


def empty_answers(study: Study) -> Floats:
    """Return how many answers without any trace each video has: shape [videos]."""
    return study.by_video(study.video[study.traces_of_answers == 0])


def overlap_videos(study: Study) -> Ints:
    """Return the video of each overlap."""
    return study.video[study.traces.answer[study.overlaps.left]]


def frame_terms(study: Study, category: str | None) -> Floats:
    """Return the flattened 2 x 2 coincidences of frames outside and inside a trace: shape [videos, 4].

    A frame is a unit, inside where any trace (of the category, if one is given) covers it.
    """
    video, frames, inside = _frames_by_count(study, category)
    several = study.people[video] > 1
    video, frames, inside = video[several], frames[several], inside[several]
    people = study.people[video]
    outside, weight = people - inside, frames / (people - 1)
    mixed = study.by_video(video, weight * inside * outside)
    both_out = study.by_video(video, weight * outside * (outside - 1))
    both_in = study.by_video(video, weight * inside * (inside - 1))
    return np.column_stack([both_out, mixed, mixed, both_in])


def _pairs(people: Floats) -> Floats:
    return people * (people - 1) / 2


def _met_again(pair: Ints, trace: Ints) -> NDArray[np.bool_]:
    """Which candidates of a pair of answers share this trace with another one of the pair."""
    keys = pair * (int(trace.max(initial=0)) + 1) + trace
    _, place, times = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(times[place] > 1)


def _solved(study: Study, able: Ints, by: str, threshold: float) -> Ints:
    """The best assignment between two answers' traces, given the overlaps that can be chosen."""
    traces, overlaps = study.traces, study.overlaps
    first = np.searchsorted(traces.answer, traces.answer[[overlaps.left[able[0]], overlaps.right[able[0]]]])
    candidates = {
        (left, right): (index, Candidate(left, right, similarity, _jaccard(study, index)))
        for index, left, right, similarity in zip(
            able.tolist(),
            (overlaps.left[able] - first[0]).tolist(),
            (overlaps.right[able] - first[1]).tolist(),
            getattr(overlaps, by)[able].tolist(),
            strict=True,
        )
    }
    chosen = match([candidate for _, candidate in candidates.values()], threshold=threshold)
    return np.array([candidates[each.left, each.right][0] for each in chosen], dtype=np.int64)


def _jaccard(study: Study, overlap: int) -> float:
    left, right = study.overlaps.left[overlap], study.overlaps.right[overlap]
    return jaccard(study.kinds[study.traces.kind[left]], study.kinds[study.traces.kind[right]])


def _frames_by_count(study: Study, category: str | None) -> tuple[Ints, Ints, Ints]:
    """Return stretches of frames: their video, their length, and how many people have a trace there."""
    owner, start, end = _covered(study, category)
    of = study.video[owner]
    ends = np.arange(study.videos)
    video = np.concatenate([of, of, ends, ends])
    at = np.concatenate([start, end, np.zeros_like(ends), study.frame_counts])
    change = np.concatenate([np.ones_like(of), -np.ones_like(of), np.zeros(2 * len(ends), dtype=np.int64)])
    order = np.lexsort((at, video))
    video, at, inside = video[order], at[order], np.cumsum(change[order])
    lasting = np.flatnonzero((video[1:] == video[:-1]) & (at[1:] > at[:-1]))
    return video[lasting], at[lasting + 1] - at[lasting], inside[lasting]


def _covered(study: Study, category: str | None) -> tuple[Ints, Ints, Ints]:
    """Return the stretches that each person's traces cover, overlapping ones merged: owner, start, end."""
    traces = study.traces
    kept = slice(None) if category is None else study.has(category)[traces.kind]
    owner, start, end = traces.answer[kept], traces.start[kept], traces.end[kept]
    order = np.lexsort((start, owner))
    owner, start, end = owner[order], start[order], end[order]
    if not len(owner):
        return owner, start, end
    apart = owner * (int(end.max()) + 1)
    reached = np.maximum.accumulate(end + apart)
    begins = np.flatnonzero(np.concatenate([[True], (start + apart)[1:] > reached[:-1]]))
    return owner[begins], start[begins], np.maximum.reduceat(end, begins)
