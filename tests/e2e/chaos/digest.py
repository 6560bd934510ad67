"""The twin of the frontend's `answerDigest`: what an answer says, in 53 bits."""

import json
from typing import Any

MASK = 0xFFFFFFFF
TRACE_FIELDS = ("id", "onset_frame", "offset_frame", "categories", "other_tag", "explanation", "confidence")
KEYFRAME_FIELDS = ("frame", "left", "top", "width", "height")


def answer_digest(answer: Any) -> str:
    """14 hexadecimal digits that stand for the verdict, the note and the traces."""
    high, low = 0xDEADBEEF, 0x41C6CE57
    for byte in _canonical(answer).encode():
        high = (high ^ byte) * 2654435761 & MASK
        low = (low ^ byte) * 1597334677 & MASK
    first, second = _mix(high, low), _mix(low, high)
    return f"{(0x1FFFFF & second) << 32 | first:014x}"


def _canonical(answer: Any) -> str:
    traces = [_trace(trace) for trace in answer["traces"]]
    parts = [answer["verdict"], answer["note"], traces]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False)


def _trace(trace: Any) -> list[Any]:
    keyframes = [[keyframe[name] for name in KEYFRAME_FIELDS] for keyframe in trace["keyframes"]]
    return [*(trace[name] for name in TRACE_FIELDS), keyframes, trace["suggestion"]]


def _mix(a: int, b: int) -> int:
    return ((a ^ (a >> 16)) * 2246822507 ^ (b ^ (b >> 13)) * 3266489909) & MASK
