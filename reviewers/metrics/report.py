"""The agreement report: A0 to A6 over a list of videos, each number with its interval and its reason.

Formulas and edge cases stand beside each function of this package.
Traces count as the same one from a vIoU of SAME_TRACE_VIOU on, unless a statistic names its own threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reviewers.metrics.bootstrap import Floats, Quantile, Quantity, Summed, interval, points, resampled
from reviewers.metrics.nominal import alpha, coincidences, gwet_ac1, raw_agreement
from reviewers.metrics.sets import category_alpha, masi_alpha, prevalence, traces_units, videos_units
from reviewers.metrics.terms import (
    MatchedTraces,
    found_terms,
    frame_terms,
    matched_traces,
    pairs_of,
    verdict_counts,
)
from reviewers.metrics.values import VideoAnswers

VERDICTS = ("fake", "real", "unsure")
FOUND = {"tiou_50": ("tiou", 0.5), "viou_30": ("viou", 0.3), "viou_50": ("viou", 0.5)}


def agreement_report(
    videos: Sequence[VideoAnswers], categories: Sequence[str], *, intervals: bool = True
) -> dict[str, Any]:
    """Return the report; without intervals it is quick enough for a filter that is being moved.

    categories: the declared category keys, in order. Videos with one answer count in `coverage` only.
    """
    pairs = matched_traces(videos)
    quantities = _quantities(videos, pairs, categories)
    values = points(quantities, len(videos))
    drawn = resampled(quantities, len(videos)) if intervals and videos else {}
    report: dict[str, Any] = {"coverage": coverage(videos)}
    for name, quantity in quantities.items():
        _put(report, name.split("/"), _statistic(values[name], quantity, drawn.get(name)))
    units = traces_units(pairs)
    for category in categories:
        report["categories"]["by_category"][category]["prevalence"] = prevalence(units, category)
    report["placement"]["matched"] = len(pairs)
    return report


def coverage(videos: Sequence[VideoAnswers]) -> dict[str, int]:
    """A0: what the numbers rest on."""
    pairs = [pair for video in videos for pair in pairs_of(video)]
    return {
        "videos": len(videos),
        "videos_with_two_or_more": sum(len(video.answers) > 1 for video in videos),
        "videos_with_one": sum(len(video.answers) == 1 for video in videos),
        "answers": sum(len(video.answers) for video in videos),
        "pairs": len(pairs),
        "pairs_both_empty": sum(not left.traces and not right.traces for left, right, _ in pairs),
    }


def _quantities(
    videos: Sequence[VideoAnswers], pairs: Sequence[MatchedTraces], categories: Sequence[str]
) -> dict[str, Quantity]:
    return {
        **_verdict(videos),
        **_found(videos),
        **_placement(videos, pairs),
        **_frames(videos, categories),
        **_categories(videos, pairs, categories),
        **_text(pairs, len(videos)),
    }


def _verdict(videos: Sequence[VideoAnswers]) -> dict[str, Quantity]:
    """A1: unsure as a third verdict, and once more as a missing one."""
    counts = verdict_counts(videos, VERDICTS)
    views = {"": counts, "without_unsure/": counts[:, :2]}
    return {
        f"verdict/{view}{name}": quantity
        for view, of_view in views.items()
        for name, quantity in _nominal(of_view).items()
    }


def _nominal(counts: Floats) -> dict[str, Quantity]:
    kinds = counts.shape[1]
    people = counts.sum(axis=1)
    pairable = people > 1
    n = int(pairable.sum())
    agreeing = np.divide(
        (counts * (counts - 1)).sum(axis=1),
        people * (people - 1),
        out=np.zeros_like(people),
        where=pairable,
    )
    shares = np.divide(counts, people[:, None], out=np.zeros_like(counts), where=people[:, None] > 0)
    raw_terms = np.column_stack([agreeing, pairable])
    ac1_terms = np.column_stack([raw_terms, people > 0, shares])
    return {
        "alpha": Summed(
            coincidences(counts).reshape(-1, kinds * kinds),
            lambda sums: alpha(sums.reshape(*sums.shape[:-1], kinds, kinds)),
            n,
        ),
        "raw": Summed(raw_terms, lambda sums: raw_agreement(sums[..., 0], sums[..., 1]), n),
        "ac1": Summed(ac1_terms, _ac1, n),
    }


def _ac1(sums: Floats) -> Floats:
    observed = raw_agreement(sums[..., 0], sums[..., 1])
    return gwet_ac1(observed, sums[..., 3:], sums[..., 2])


def _found(videos: Sequence[VideoAnswers]) -> dict[str, Quantity]:
    """A2: F1 = 2 TP / (n + m), summed over pairs of people and videos."""
    return {
        f"pairwise/{name}": _f1(found_terms(videos, by=by, threshold=threshold))
        for name, (by, threshold) in FOUND.items()
    }


def _f1(terms: Floats) -> Summed:
    return Summed(terms, lambda sums: _ratio(2 * sums[..., 0], sums[..., 1]), n=int(terms[:, 3].sum()))


def _placement(videos: Sequence[VideoAnswers], pairs: Sequence[MatchedTraces]) -> dict[str, Quantity]:
    """A3: panoptic quality at vIoU .5, and how far matched traces are apart."""
    terms = found_terms(videos, by="viou", threshold=0.5)
    with_traces, found = int(terms[:, 3].sum()), int(terms[:, 0].sum())
    mean_viou = np.zeros((len(videos), 2))
    for pair in pairs:
        mean_viou[pair.video] += (pair.overlap.viou, 1)
    onsets = [abs(pair.left.span.start - pair.right.span.start) for pair in pairs]
    offsets = [abs(pair.left.span.end - pair.right.span.end) for pair in pairs]
    rows = np.array([pair.video for pair in pairs], dtype=np.int64)
    return {
        "placement/pq": Summed(terms, lambda sums: _ratio(2 * sums[..., 2], sums[..., 1]), with_traces),
        "placement/sq": Summed(terms, lambda sums: _ratio(sums[..., 2], sums[..., 0]), found),
        "placement/rq": Summed(terms, lambda sums: _ratio(2 * sums[..., 0], sums[..., 1]), with_traces),
        "placement/mean_viou": _mean(mean_viou),
        **{
            f"placement/{edge}_error_{name}": Quantile(np.array(errors, dtype=np.float64), rows, q)
            for edge, errors in (("onset", onsets), ("offset", offsets))
            for name, q in (("median", 0.5), ("p90", 0.9))
        },
    }


def _frames(videos: Sequence[VideoAnswers], categories: Sequence[str]) -> dict[str, Quantity]:
    """A4: each frame is a unit; a long video weighs more than a short one."""
    names: dict[str, str | None] = {"frame_alpha/overall": None}
    names |= {f"frame_alpha/by_category/{category}": category for category in categories}
    n = sum(video.frame_count for video in videos if len(video.answers) > 1)
    return {
        name: Summed(
            frame_terms(videos, category), lambda sums: alpha(sums.reshape(*sums.shape[:-1], 2, 2)), n
        )
        for name, category in names.items()
    }


def _categories(
    videos: Sequence[VideoAnswers], pairs: Sequence[MatchedTraces], categories: Sequence[str]
) -> dict[str, Quantity]:
    """A5: on matched traces, and as a second view on each video's union."""
    units, count = traces_units(pairs), len(videos)
    return {
        "categories/masi_alpha": masi_alpha(units, count),
        "categories/video_union_masi_alpha": masi_alpha(videos_units(videos), count),
        **{
            f"categories/by_category/{category}/alpha": category_alpha(units, count, category)
            for category in categories
        },
    }


def _text(pairs: Sequence[MatchedTraces], videos: int) -> dict[str, Quantity]:
    """A6: similarity of the explanations of matched traces; never called agreement."""
    return {f"text/{name}": _mean(_text_terms(pairs, videos, name)) for name in ("chrf", "rouge_l")}


def _text_terms(pairs: Sequence[MatchedTraces], videos: int, name: str) -> Floats:
    terms = np.zeros((videos, 2))
    for pair in pairs:
        value = getattr(pair.overlap, name)
        if value is not None:
            terms[pair.video] += (value, 1)
    return terms


def _mean(terms: Floats) -> Summed:
    return Summed(terms, lambda sums: _ratio(sums[..., 0], sums[..., 1]), n=int(terms[:, 1].sum()))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0))


def _statistic(value: float, quantity: Quantity, drawn: Floats | None) -> dict[str, Any]:
    """Undefined is null with a reason, never NaN."""
    ci, undefined = interval(drawn, quantity.videos) if drawn is not None else (None, 0.0)
    known = not np.isnan(value)
    reason = None
    if not known:
        reason = "no_variation" if quantity.n else "no_pairable_units"
    elif drawn is not None and ci is None:
        reason = "too_few_videos"
    statistic: dict[str, Any] = {"value": value if known else None, "ci": ci if known else None}
    return {**statistic, "n": quantity.n, "reason": reason, "undefined_resamples": undefined}


def _put(report: dict[str, Any], path: Sequence[str], statistic: Mapping[str, Any]) -> None:
    for name in path[:-1]:
        report = report.setdefault(name, {})
    report[path[-1]] = statistic
