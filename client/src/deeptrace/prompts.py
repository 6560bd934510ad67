"""The paper's question and answers (arXiv 2509.22646), word for word: prompts are part of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

QUESTION = (
    "Decide whether the video is AI-generated or real by detecting unnatural parts. If you don't detect any "
    "unnatural parts and think the video is real, reply with REAL. Otherwise, if you detect any, reply with "
    "FAKE, and provide the coordinates of the unnatural parts in [x0, y0, x1, y1] format, the starting time "
    "of them, and an explanation."
)
VIDEO_MARK = "<video>"
REAL_ANSWER = "REAL. The video is real. There is no unnatural part."
FAKE_VIDEO, REAL_VIDEO = "fake_video", "real_video"


def answer_of(row: Mapping[str, Any]) -> str | None:
    """The answer that the template gives for a row: absolute pixels, seconds; the reason where there is one.

    None for a fake video in which nobody found a trace: there is nothing to answer.
    """
    if row["video_type"] == REAL_VIDEO:
        return REAL_ANSWER
    bbox = row.get("faketrace_bbox")
    if not bbox:
        return None
    left, top = bbox["left"], bbox["top"]
    corners = ", ".join(str(round(at)) for at in (left, top, left + bbox["width"], top + bbox["height"]))
    answer = (
        f"FAKE. The video is AI-generated. The unnatural part is at [{corners}] "
        f"starting {onset_seconds(row):.1f} seconds."
    )
    reason = " ".join((row.get("faketrace_explanations") or "").split())
    return f"{answer} The reason is because {reason}" if reason else answer


def onset_seconds(row: Mapping[str, Any]) -> float:
    """When the trace begins: by the frame table where the release says so, else by frame over rate."""
    exact = row.get("faketrace_onset_seconds")
    if exact is not None:
        return float(exact)
    rate = row.get("video_frame_rate") or 0
    return float(row["faketrace_first_frame"] / rate) if rate else 0.0
