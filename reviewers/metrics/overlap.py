"""How much two spans, two boxes or two traces have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotations.frames import FrameSpan, HalfOpen
from annotations.tracks import bbox_at
from reviewers.metrics.values import TraceValue

Boxes = NDArray[np.float64]


def temporal_iou(a: HalfOpen, b: HalfOpen) -> float:
    """Return the share of frames that two half-open spans have in common, in [0, 1].

    Records are inclusive; `FrameSpan.half_open()` converts once, so a one-frame trace has length 1.
    Source: Jaccard index of the two frame sets.
    """
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    union = len(a) + len(b) - shared
    return shared / union if union else 0.0


def box_iou(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """Return the intersection over union of boxes pair by pair.

    a, b: shape [..., 4], float64, (left, top, right, bottom) in pixels, half-open: no pixel is added.
    Returns shape [...], in [0, 1]; 0 where both boxes are empty.
    """
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=-1)
    union = _area(a) + _area(b) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def tube_boxes(trace: TraceValue, span: FrameSpan) -> Boxes:
    """Return the trace's box on each frame of `span`: shape [frames, 4], (left, top, right, bottom)."""
    boxes = (bbox_at(trace.keyframes, frame) for frame in span.frames())
    return np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=np.float64)


def tube_iou(a: TraceValue, b: TraceValue) -> float:
    """Return the mean box IoU over the union of the frames of two traces, in [0, 1].

    Frames that only one of them covers count as 0.
    Source: vIoU of HC-STVG and VidSTG, (1 / |S_u|) sum over t in S_i of IoU(b_t, b'_t).
    """
    onset = max(a.span.onset_frame, b.span.onset_frame)
    offset = min(a.span.offset_frame, b.span.offset_frame)
    if offset < onset:
        return 0.0
    shared = FrameSpan(onset, offset)
    union = a.span.frame_count + b.span.frame_count - shared.frame_count
    return float(box_iou(tube_boxes(a, shared), tube_boxes(b, shared)).sum() / union)


def _area(boxes: Boxes) -> NDArray[np.float64]:
    return np.asarray(np.prod(np.clip(boxes[..., 2:] - boxes[..., :2], 0, None), axis=-1))
