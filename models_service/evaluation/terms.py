"""What each video adds to each metric: sums and counts, so that drawing videos again costs a product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models_service.evaluation.scores import FULL_FRAME, RowScore, box_share, row_score
from models_service.evaluation.texts import TEXTS, TextScore, text_score
from models_service.evaluation.values import Prediction, TruthTrace, TruthVideo
from reviewers.metrics.bootstrap import Quantity, Summed

Floats = NDArray[np.float64]
Value = TypeVar("Value", float, Floats)
TraceScores = Mapping[str, float]  # trace id (video_id#place) -> 0, 0.5 or 1
ROW_SCORES = tuple(field.name for field in fields(RowScore))
# metric -> (column of its sum, column of its count); sums are already times 100
SHARES = {
    "accuracy": ("right", "videos"),
    "fake_accuracy": ("fake_right", "fake_videos"),
    "real_accuracy": ("real_right", "real_videos"),
    "explanation": ("judged", "references"),
    **{name: (name, "rows") for name in ROW_SCORES},
    "best_temporal_iou": ("best_temporal_iou", "traced"),
    "best_tube_iou": ("best_tube_iou", "traced"),
    "accuracy_rows": ("right_rows", "all_rows"),
    "fake_accuracy_rows": ("fake_right_rows", "fake_rows"),
    "full_frame_boxes": ("full_frame", "boxes"),
    "real_rate": ("said_real", "labelled"),
    "real_bias": ("real_surplus", "labelled"),
    "chrf": ("chrf", "references"),
    "rouge_l": ("rouge_l", "latin_references"),
    "bleu": ("bleu", "references"),
}
COLUMNS = tuple(dict.fromkeys(column for pair in SHARES.values() for column in pair))
PLACE = {name: place for place, name in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class Case:
    """One video with its prediction, if there is one, and the scores of its rows."""

    video: TruthVideo
    prediction: Prediction | None
    rows: tuple[RowScore, ...]
    texts: tuple[TextScore | None, ...] = ()  # one a row; None where the truth explains nothing

    @property
    def is_right(self) -> bool:
        """Whether the label is right; a missing one is wrong."""
        return self.prediction is not None and self.prediction.label == (
            "FAKE" if self.video.is_fake else "REAL"
        )

    def needs_judge(self, trace: TruthTrace) -> bool:
        """Whether only a judge can score the row: a reference and a predicted explanation are there."""
        return bool(trace.value.explanation and self.prediction and self.prediction.explanation)


def cases_of(truth: Sequence[TruthVideo], predictions: Mapping[str, Prediction]) -> list[Case]:
    """Every video of the truth with its prediction and the scores of its rows."""
    return [_case(video, predictions.get(video.video_id)) for video in truth]


def terms_of(cases: Sequence[Case], judged: TraceScores) -> Floats:
    """Return shape [videos, len(COLUMNS)]."""
    return np.array([_terms(case, judged) for case in cases], dtype=np.float64).reshape(-1, len(COLUMNS))


def quantities_of(terms: Floats, *, has_explanation: bool) -> dict[str, Quantity]:
    """Each metric; explanation and what is built on it only where a judge spoke or none was needed."""
    found: dict[str, Quantity] = {
        name: Summed(terms[:, _pair(name)], _share, int(terms[:, PLACE[count]].sum()))
        for name, (_, count) in SHARES.items()
        if has_explanation or name != "explanation"
    }
    if has_explanation:
        found["overall"] = _overall_of(terms, "accuracy")
        found["overall_rows"] = _overall_of(terms, "accuracy_rows")
    return found


def overall(accuracy: Value, explanation: Value, bbox_iou: Value, time_distance: Value) -> Value:
    """Return the paper's Overall: (Accuracy + Explanation + BBox IoU + 100 - Time distance) / 4."""
    return (accuracy + explanation + bbox_iou + (100 - time_distance)) / 4


def _case(video: TruthVideo, prediction: Prediction | None) -> Case:
    said = prediction.explanation if prediction and prediction.label != "REAL" else ""
    return Case(
        video,
        prediction,
        tuple(row_score(video, trace, prediction) for trace in video.traces),
        tuple(text_score(trace.value.explanation, said) for trace in video.traces),
    )


def _terms(case: Case, judged: TraceScores) -> list[float]:
    right, fake, rows = 100.0 * case.is_right, case.video.is_fake, len(case.rows)
    weight = max(1, rows)
    sums = (
        dict(zip(ROW_SCORES, np.sum([astuple(row) for row in case.rows], axis=0), strict=True))
        if rows
        else {}
    )
    references = [trace for trace in case.video.traces if trace.value.explanation]
    values = (
        sums
        | _habits(case)
        | _texts(case)
        | {
            "right": right,
            "videos": 1,
            "fake_right": right * fake,
            "fake_videos": fake,
            "real_right": right * (not fake),
            "real_videos": not fake,
            "judged": sum(
                100 * judged.get(trace.value.id, 0) for trace in references if case.needs_judge(trace)
            ),
            "references": len(references),
            "rows": rows,
            "best_temporal_iou": max((row.temporal_iou for row in case.rows), default=0),
            "best_tube_iou": max((row.tube_iou for row in case.rows), default=0),
            "traced": rows > 0,
            "right_rows": right * weight,
            "all_rows": weight,
            "fake_right_rows": right * weight * fake,
            "fake_rows": weight * fake,
        }
    )
    return [float(values.get(name, 0)) for name in COLUMNS]


def _habits(case: Case) -> dict[str, float]:
    """What a model does whatever it is shown: boxes that cover the picture, and always saying REAL."""
    said = case.prediction
    label, box = (said.label, said.box) if said else (None, None)
    says_real, is_real = label == "REAL", not case.video.is_fake
    return {
        "boxes": box is not None,
        "full_frame": 100 * (box is not None and box_share(case.video, box) >= FULL_FRAME),
        "labelled": label is not None,
        "said_real": 100 * says_real,
        "real_surplus": 100 * (says_real - is_real) if label else 0,
    }


def _texts(case: Case) -> dict[str, float]:
    scores = [each for each in case.texts if each is not None]
    latin = [each.rouge_l for each in scores if each.rouge_l is not None]
    return {name: sum(getattr(each, name) or 0 for each in scores) for name in TEXTS} | {
        "latin_references": len(latin)
    }


def _pair(name: str) -> list[int]:
    return [PLACE[column] for column in SHARES[name]]


def _share(sums: Floats) -> Floats:
    """[B, 2] of sum and count -> [B]; NaN where there is nothing."""
    return np.asarray(np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0))


def _overall_of(terms: Floats, accuracy: str) -> Summed:
    parts = (accuracy, "explanation", "bbox_iou", "time_distance")
    columns = [column for name in parts for column in _pair(name)]

    def compute(sums: Floats) -> Floats:
        return overall(*(_share(sums[:, place : place + 2]) for place in range(0, len(columns), 2)))

    return Summed(terms[:, columns], compute, len(terms))
