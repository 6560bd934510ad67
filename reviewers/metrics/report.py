"""The agreement report: A0 to A6 over a study, each number with its interval and its reason.

Formulas and edge cases stand beside each function of this package.
Traces count as the same one from a vIoU of SAME_TRACE_VIOU on, unless a statistic names its own threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reviewers.metrics.bootstrap import Quantile, Quantity, Summed, interval, points, resampled
from reviewers.metrics.nominal import alpha, coincidences, gwet_ac1, raw_agreement
from reviewers.metrics.sets import (
    SetUnits,
    category_alpha,
    masi_alpha,
    prevalence,
    traces_units,
    videos_units,
)
from reviewers.metrics.study import Floats, Ints, Study
from reviewers.metrics.terms import (
    SAME_TRACE_VIOU,
    empty_answers,
    found_terms,
    frame_terms,
    matched,
    overlap_videos,
    verdict_counts,
)

FOUND = {"tiou_50": ("tiou", 0.5), "viou_30": ("viou", 0.3), "viou_50": ("viou", 0.5)}


def agreement_report(study: Study, categories: Sequence[str], *, intervals: bool = True) -> dict[str, Any]:
    """Return the report; without intervals it is quick enough for a filter that is being moved.

    categories: the declared category keys, in order. Videos with one answer count in `coverage` only.
    """
    same = matched(study, by="viou", threshold=SAME_TRACE_VIOU)
    units = traces_units(study, same)
    quantities = _quantities(study, same, units, categories)
    values = points(quantities, study.videos)
    drawn = resampled(quantities, study.videos) if intervals and study.videos else {}
    report: dict[str, Any] = {"coverage": coverage(study)}
    for name, quantity in quantities.items():
        _put(report, name.split("/"), _statistic(values[name], quantity, drawn.get(name)))
    for category in categories:
        report["categories"]["by_category"][category]["prevalence"] = prevalence(units, category)
    report["placement"]["matched"] = len(same)
    return report


def coverage(study: Study) -> dict[str, int]:
    """A0: what the numbers rest on."""
    people, empty = study.people, empty_answers(study)
    return {
        "videos": study.videos,
        "videos_with_two_or_more": int((people > 1).sum()),
        "videos_with_one": int((people == 1).sum()),
        "answers": len(study.video),
        "pairs": int((people * (people - 1)).sum()) // 2,
        "pairs_both_empty": int((empty * (empty - 1)).sum()) // 2,
    }


def _quantities(study: Study, same: Ints, units: SetUnits, categories: Sequence[str]) -> dict[str, Quantity]:
    return {
        **_verdict(study),
        **_found(study),
        **_placement(study, same),
        **_frames(study, categories),
        **_categories(study, units, categories),
        **_text(study, same),
    }


def _verdict(study: Study) -> dict[str, Quantity]:
    """A1: unsure as a third verdict, and once more as a missing one."""
    counts = verdict_counts(study)
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


def _found(study: Study) -> dict[str, Quantity]:
    """A2: F1 = 2 TP / (n + m), summed over pairs of people and videos."""
    return {
        f"pairwise/{name}": _f1(found_terms(study, by=by, threshold=threshold))
        for name, (by, threshold) in FOUND.items()
    }


def _f1(terms: Floats) -> Summed:
    return Summed(terms, lambda sums: _ratio(2 * sums[..., 0], sums[..., 1]), n=int(terms[:, 3].sum()))


def _placement(study: Study, same: Ints) -> dict[str, Quantity]:
    """A3: panoptic quality at vIoU .5, and how far matched traces are apart."""
    terms = found_terms(study, by="viou", threshold=0.5)
    with_traces, found = int(terms[:, 3].sum()), int(terms[:, 0].sum())
    traces, overlaps = study.traces, study.overlaps
    left, right, rows = overlaps.left[same], overlaps.right[same], overlap_videos(study)[same]
    errors = {
        "onset": np.abs(traces.start[left] - traces.start[right]).astype(np.float64),
        "offset": np.abs(traces.end[left] - traces.end[right]).astype(np.float64),
    }
    return {
        "placement/pq": Summed(terms, lambda sums: _ratio(2 * sums[..., 2], sums[..., 1]), with_traces),
        "placement/sq": Summed(terms, lambda sums: _ratio(sums[..., 2], sums[..., 0]), found),
        "placement/rq": Summed(terms, lambda sums: _ratio(2 * sums[..., 0], sums[..., 1]), with_traces),
        "placement/mean_viou": _mean(study, rows, overlaps.viou[same]),
        **{
            f"placement/{edge}_error_{name}": Quantile(apart, rows, q)
            for edge, apart in errors.items()
            for name, q in (("median", 0.5), ("p90", 0.9))
        },
    }


def _frames(study: Study, categories: Sequence[str]) -> dict[str, Quantity]:
    """A4: each frame is a unit; a long video weighs more than a short one."""
    names: dict[str, str | None] = {"frame_alpha/overall": None}
    names |= {f"frame_alpha/by_category/{category}": category for category in categories}
    n = int(study.frame_counts[study.people > 1].sum())
    return {
        name: Summed(
            frame_terms(study, category), lambda sums: alpha(sums.reshape(*sums.shape[:-1], 2, 2)), n
        )
        for name, category in names.items()
    }


def _categories(study: Study, units: SetUnits, categories: Sequence[str]) -> dict[str, Quantity]:
    """A5: on matched traces, and as a second view on each video's union."""
    return {
        "categories/masi_alpha": masi_alpha(units),
        "categories/video_union_masi_alpha": masi_alpha(videos_units(study)),
        **{
            f"categories/by_category/{category}/alpha": category_alpha(units, category)
            for category in categories
        },
    }


def _text(study: Study, same: Ints) -> dict[str, Quantity]:
    """A6: similarity of the explanations of matched traces; never called agreement."""
    rows = overlap_videos(study)[same]
    texts = {"chrf": study.overlaps.chrf[same], "rouge_l": study.overlaps.rouge_l[same]}
    return {f"text/{name}": _mean(study, rows, values) for name, values in texts.items()}


def _mean(study: Study, rows: Ints, values: Floats) -> Summed:
    """The mean of the values that are known; rows: the video of each."""
    known = ~np.isnan(values)
    terms = np.column_stack([study.by_video(rows[known], values[known]), study.by_video(rows[known])])
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
