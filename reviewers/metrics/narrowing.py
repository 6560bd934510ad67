"""A part of the answers on a video: one category, or some people."""

from __future__ import annotations

from itertools import combinations

from reviewers.metrics.values import AnswerSummary, TraceOverlap, VideoAnswers


def only_category(video: VideoAnswers, category: str) -> VideoAnswers:
    """Return the video with the traces of one category only."""
    places = [_places(answer, category) for answer in video.answers]
    answers = tuple(
        AnswerSummary(answer.annotator, answer.verdict, tuple(answer.traces[old] for old in kept))
        for answer, kept in zip(video.answers, places, strict=True)
    )
    overlaps = {
        (i, j): tuple(
            TraceOverlap(
                places[i][each.left], places[j][each.right], each.tiou, each.viou, each.chrf, each.rouge_l
            )
            for each in found
            if each.left in places[i] and each.right in places[j]
        )
        for (i, j), found in video.overlaps.items()
    }
    return VideoAnswers(video.frame_count, answers, overlaps)


def only_annotators(video: VideoAnswers, annotators: frozenset[str]) -> VideoAnswers:
    """Return the video with the answers of these people only."""
    kept = [place for place, answer in enumerate(video.answers) if answer.annotator in annotators]
    return VideoAnswers(
        video.frame_count,
        tuple(video.answers[place] for place in kept),
        {(a, b): video.overlaps.get((kept[a], kept[b]), ()) for a, b in combinations(range(len(kept)), 2)},
    )


def _places(answer: AnswerSummary, category: str) -> dict[int, int]:
    """Return where each trace of the category stood, and where it stands among those alone."""
    kept = [place for place, trace in enumerate(answer.traces) if category in trace.categories]
    return {old: new for new, old in enumerate(kept)}
