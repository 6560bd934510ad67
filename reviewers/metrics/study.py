"""All answers that are compared, in columns: what the sums of agreement are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from reviewers.metrics.values import VideoAnswers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VERDICTS = ("fake", "real", "unsure")
NO_VERDICT = -1
FIELDS_OF_OVERLAP = 6

# What the constructor takes of one answer: verdict, and for each trace start, end (half-open), category keys.
AnswerRow = tuple[str, Sequence[tuple[int, int, Sequence[str]]]]
# Of one pair: the places of both answers in the list, and for each overlap the fields of `TraceOverlap`.
PairRow = tuple[int, int, Sequence[Sequence[float | None]]]


@dataclass(frozen=True, slots=True)
class Traces:
    """One place for each trace: whose it is, its half-open span, and which set of categories it has."""

    answer: Ints
    start: Ints
    end: Ints
    kind: Ints


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Two traces of two answers that share a frame; `left` and `right` are places among all traces.

    They stand by pair of answers (a place in `Study.pairs`). `chrf` and `rouge_l` are NaN where the texts
    were not compared.
    """

    pair: Ints
    left: Ints
    right: Ints
    tiou: Floats
    viou: Floats
    chrf: Floats
    rouge_l: Floats

    def __len__(self) -> int:
        return len(self.pair)


@dataclass(frozen=True, slots=True)
class Study:
    """Answers stand by video, traces by answer; `pairs` are the pairs of answers whose overlaps are known.

    frame_counts: shape [videos]; video, verdict: shape [answers], the verdict's place in VERDICTS or
    NO_VERDICT; kinds: the sets of categories that occur; pairs: shape [pairs, 2], places of answers.
    """

    frame_counts: Ints
    video: Ints
    verdict: Ints
    traces: Traces
    kinds: tuple[frozenset[str], ...]
    pairs: Ints
    overlaps: Overlaps

    @property
    def videos(self) -> int:
        """How many there are."""
        return len(self.frame_counts)

    @property
    def people(self) -> Floats:
        """How many answers each video has: shape [videos]."""
        return self.by_video(self.video)

    @property
    def traces_of_answers(self) -> Ints:
        """How many traces each answer has: shape [answers]."""
        return np.bincount(self.traces.answer, minlength=len(self.video))

    def by_video(self, rows: Ints, weights: Floats | None = None) -> Floats:
        """Sum weights, or count, by the video that each belongs to: shape [videos]."""
        return np.bincount(rows, weights, minlength=self.videos).astype(np.float64)

    def has(self, category: str) -> NDArray[np.bool_]:
        """Which kinds hold a category: shape [kinds]."""
        return np.fromiter((category in kind for kind in self.kinds), np.bool_, len(self.kinds))


def study_make(
    *,
    frame_counts: Sequence[int],
    video: Sequence[int],
    answers: Sequence[AnswerRow],
    pairs: Sequence[PairRow],
) -> Study:
    """From rows: `video` is each answer's place in `frame_counts`, ascending; an answer's traces stand in the
    order that places in overlaps refer to.
    """
    kinds: dict[frozenset[str], int] = {}
    found = [traces for _, traces in answers]
    counts = _ints(map(len, found))
    flat = [(start, end, kinds.setdefault(frozenset(keys), len(kinds))) for start, end, keys in chain(*found)]
    columns = np.array(flat, dtype=np.int64).reshape(-1, 3)
    owners = np.repeat(np.arange(len(answers)), counts)
    place = {verdict: index for index, verdict in enumerate(VERDICTS)}
    return Study(
        frame_counts=_ints(frame_counts),
        video=_ints(video),
        verdict=_ints(place.get(verdict, NO_VERDICT) for verdict, _ in answers),
        traces=Traces(owners, columns[:, 0], columns[:, 1], columns[:, 2]),
        kinds=tuple(kinds),
        pairs=_ints(chain.from_iterable(pair[:2] for pair in pairs)).reshape(-1, 2),
        overlaps=_overlaps(pairs, np.cumsum(counts) - counts),
    )


def study_of(videos: Sequence[VideoAnswers]) -> Study:
    """From plain values."""
    rows = [row for row, video in enumerate(videos) for _ in video.answers]
    answers = [
        (each.verdict, [(trace.span.start, trace.span.end, tuple(trace.categories)) for trace in each.traces])
        for video in videos
        for each in video.answers
    ]
    pairs: list[PairRow] = []
    first = 0
    for video in videos:
        for (i, j), found in video.overlaps.items():
            values = [(o.left, o.right, o.tiou, o.viou, o.chrf, o.rouge_l) for o in found]
            pairs.append((first + i, first + j, values))
        first += len(video.answers)
    counts = [video.frame_count for video in videos]
    return study_make(frame_counts=counts, video=rows, answers=answers, pairs=pairs)


def only_category(study: Study, category: str) -> Study:
    """Return the study with the traces of one category only."""
    traces, overlaps = study.traces, study.overlaps
    kept = study.has(category)[traces.kind]
    place = np.cumsum(kept) - 1
    both = kept[overlaps.left] & kept[overlaps.right]
    return replace(
        study,
        traces=Traces(traces.answer[kept], traces.start[kept], traces.end[kept], traces.kind[kept]),
        overlaps=Overlaps(
            overlaps.pair[both],
            place[overlaps.left[both]],
            place[overlaps.right[both]],
            overlaps.tiou[both],
            overlaps.viou[both],
            overlaps.chrf[both],
            overlaps.rouge_l[both],
        ),
    )


def _overlaps(pairs: Sequence[PairRow], first_trace: Ints) -> Overlaps:
    counts = _ints(len(found) for _, _, found in pairs)
    flat = [fields for _, _, found in pairs for fields in found]
    columns = np.array(flat, dtype=np.float64).reshape(-1, FIELDS_OF_OVERLAP)
    answers = _ints(chain.from_iterable(pair[:2] for pair in pairs)).reshape(-1, 2)
    pair = np.repeat(np.arange(len(pairs)), counts)
    left, right = (first_trace[answers[pair, side]] + columns[:, side].astype(np.int64) for side in (0, 1))
    return Overlaps(pair, left, right, *columns[:, 2:].T)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)
