"""One trace row against its video's prediction: each figure in 0..100, a missing part scores worst.

Source: the paper (arXiv 2509.22646), section on metrics; temporal IoU and tube IoU as in reviewers.metrics.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from annotations.tracks import BBox
from models_service.evaluation.values import Corners, Prediction, TruthTrace, TruthVideo
from reviewers.metrics.overlap import box_iou, tube_boxes

WORST = 100.0
FULL_FRAME = 0.95  # a box that covers so much of the picture points at nothing


@dataclass(frozen=True, slots=True)
class RowScore:
    """IoUs: 100 is best. Distances: 0 is best."""

    bbox_iou: float = 0.0
    bbox_distance: float = WORST
    time_distance: float = WORST
    offset_distance: float = WORST
    temporal_iou: float = 0.0
    tube_iou: float = 0.0


def row_score(video: TruthVideo, trace: TruthTrace, prediction: Prediction | None) -> RowScore:
    """Score one trace row; without a prediction everything is worst."""
    if prediction is None or prediction.label == "REAL":
        return RowScore()
    iou, distance = 0.0, WORST
    if prediction.box is not None:
        iou = bbox_iou(trace.box, prediction.box)
        distance = bbox_distance(trace.box, prediction.box, (video.width_px, video.height_px))
    return RowScore(
        bbox_iou=iou,
        bbox_distance=distance,
        time_distance=time_distance(trace.onset_s, prediction.start_s, video.duration_s),
        offset_distance=time_distance(trace.offset_s, prediction.end_s, video.duration_s),
        temporal_iou=temporal_iou(trace, prediction),
        tube_iou=tube_iou(trace, prediction),
    )


def bbox_iou(truth: BBox, predicted: Corners) -> float:
    """Return the IoU times 100; the same in pixels as in ratios of width and height."""
    return 100 * float(box_iou(np.array(_corners(truth), dtype=np.float64), np.array(predicted)))


def bbox_distance(truth: BBox, predicted: Corners, picture: tuple[int, int]) -> float:
    """Return the distance of the centres in ratio coordinates over sqrt(2), times 100; at most 100."""
    width_px, height_px = picture
    left, top, right, bottom = _corners(truth)
    x = (left + right - predicted[0] - predicted[2]) / 2 / width_px
    y = (top + bottom - predicted[1] - predicted[3]) / 2 / height_px
    return min(100 * math.hypot(x, y) / math.sqrt(2), WORST)


def box_share(video: TruthVideo, box: Corners) -> float:
    """Return which share of the picture the box covers, in [0, 1]."""
    x0, y0, x1, y1 = box
    width = min(x1, video.width_px) - max(x0, 0)
    height = min(y1, video.height_px) - max(y0, 0)
    return max(0.0, width) * max(0.0, height) / (video.width_px * video.height_px)


def time_distance(truth_s: float, predicted_s: float | None, duration_s: float) -> float:
    """Return |predicted - true| / video length, times 100; at most 100, which is also that of None."""
    if predicted_s is None:
        return WORST
    return min(100 * abs(predicted_s - truth_s) / duration_s, WORST)


def temporal_iou(trace: TruthTrace, prediction: Prediction) -> float:
    """Return the share of the united time that both cover, times 100; 0 without a start or an end."""
    shared, union = _overlap_s(trace, prediction)
    return 100 * shared / union if union else 0.0


def tube_iou(trace: TruthTrace, prediction: Prediction) -> float:
    """Return the box IoU averaged over the united time, times 100; time that one alone covers counts 0.

    The predicted box holds still; that of the truth moves with its keyframes. The frames of the trace share
    its time equally. Source: vIoU of HC-STVG, in seconds instead of frames since predictions are in seconds.
    """
    shared_s, union_s = _overlap_s(trace, prediction)
    if prediction.box is None or not shared_s or prediction.start_s is None or prediction.end_s is None:
        return 0.0
    boxes = tube_boxes(trace.value, trace.value.span)
    edges = np.linspace(trace.onset_s, trace.offset_s, len(boxes) + 1)
    ends, starts = np.minimum(edges[1:], prediction.end_s), np.maximum(edges[:-1], prediction.start_s)
    seconds = np.clip(ends - starts, 0, None)
    return float(100 * (seconds * box_iou(boxes, np.array(prediction.box))).sum() / union_s)


def _overlap_s(trace: TruthTrace, prediction: Prediction) -> tuple[float, float]:
    """The seconds that trace and prediction share, and those that they cover together."""
    start_s, end_s = prediction.start_s, prediction.end_s
    length_s = trace.offset_s - trace.onset_s
    if start_s is None or end_s is None:
        return 0.0, length_s
    shared = max(0.0, min(trace.offset_s, end_s) - max(trace.onset_s, start_s))
    return shared, length_s + (end_s - start_s) - shared


def _corners(box: BBox) -> Corners:
    return box.left, box.top, box.right, box.bottom
