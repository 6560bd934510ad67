"""Predictions as JSON lines -> values; every problem of every line is told, and none ends the reading.

Keys: video_id, model_id, task, predicted_label, fake_probability, start_time, end_time (seconds), bbox
({left, top, width, height} or [x0, y0, x1, y1], pixels), explanation, raw_output, error, latency_seconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import IO, Any, cast

from annotations.benchmark.fields import is_storable
from models_service.evaluation.values import Corners, Label, Prediction, Problem, Read

MAX_LINE_BYTES = 1 << 22
MAX_ID_CHARS = 300
SIDES = ("left", "top", "width", "height")
DETAILS = {
    "not_json": "This line is not JSON.",
    "not_an_object": "A line must be one JSON object.",
    "line_too_long": "This line is longer than a prediction can be.",
    "id_missing": "There is no video_id, or it is no text that can be kept.",
    "label_missing": "There is no predicted label: it counts as wrong.",
    "label_unknown": "The label is neither REAL nor FAKE: it counts as wrong.",
    "not_a_number": "This is no finite number: the part counts as missing.",
    "not_a_share": "A probability lies between 0 and 1: it is not used.",
    "negative": "A time cannot lie before the video: the part counts as missing.",
    "end_before_start": "The end lies before the start: it counts as missing.",
    "bbox_unparsable": "The box is neither left, top, width, height nor [x0, y0, x1, y1] in finite numbers:"
    " it counts as missing.",
    "bbox_empty": "The box has no area: it counts as missing.",
    "not_text": "This must be a text: the part counts as missing.",
    "real_with_parts": "The label is REAL but a box, time or explanation is given: these are not counted.",
    "probability_contradicts": "The probability says the opposite of the label: the label counts.",
    "failed": "The model reported an error for this video.",
    "duplicate": "The same prediction stands here again: it is counted once.",
    "contradiction": "Another prediction for the same video came before: that one counts.",
    "unknown_video": "The truth has no such video: the line is not counted.",
}


def predictions_read(stream: IO[bytes], *, model_id: str = "") -> Read:
    """Return the first prediction for each video, all problems with their 1-based lines, and the models.

    model_id: only this model's lines; empty takes all. The problem codes are the keys of `DETAILS`.
    """
    read = Read()
    for number, line in _lines(stream):
        read.lines += 1
        _Line(read, number).take(line, model_id)
    return read


def problem(code: str, *, line: int | None, video_id: str | None = None, field: str = "") -> Problem:
    """One thing that is wrong, with a sentence for people."""
    return {"line": line, "video_id": video_id, "field": field, "code": code, "detail": DETAILS[code]}


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank with its number; None where it is too long."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        is_whole = line.endswith(b"\n") or len(line) < MAX_LINE_BYTES
        while not is_whole:
            rest = stream.readline(MAX_LINE_BYTES)
            is_whole = rest.endswith(b"\n") or len(rest) < MAX_LINE_BYTES
            line = b""
        if line.strip():
            yield number, line
        elif not line:
            yield number, None


class _Line:
    """One line being read; what is wrong goes to `read.problems`."""

    def __init__(self, read: Read, number: int) -> None:
        self.read = read
        self.number = number
        self.video_id: str | None = None
        self.body: dict[str, Any] = {}

    def wrong(self, code: str, field: str = "") -> None:
        self.read.problems.append(problem(code, line=self.number, video_id=self.video_id, field=field))

    def take(self, line: bytes | None, model_id: str) -> None:
        body = self._object(line)
        if body is None:
            return
        self.body = body
        model = body.get("model_id")
        named = model if isinstance(model, str) and is_storable(model) else ""
        if model_id and named != model_id:
            return
        self.read.models[named] = self.read.models.get(named, 0) + 1
        video_id = body.get("video_id")
        is_usable = isinstance(video_id, str) and video_id and is_storable(video_id)
        if not is_usable or len(cast(str, video_id)) > MAX_ID_CHARS:
            self.wrong("id_missing", "video_id")
            return
        self.video_id = cast(str, video_id)
        self._keep(self._prediction(self.video_id))

    def _object(self, line: bytes | None) -> dict[str, Any] | None:
        if line is None:
            self.wrong("line_too_long")
            return None
        try:
            body = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            self.wrong("not_json")
            return None
        if not isinstance(body, dict):
            self.wrong("not_an_object")
            return None
        return body

    def _keep(self, prediction: Prediction) -> None:
        known = self.read.predictions.setdefault(prediction.video_id, prediction)
        if known is not prediction:
            self.wrong("duplicate" if known == prediction else "contradiction", "video_id")

    def _prediction(self, video_id: str) -> Prediction:
        if self.body.get("error"):
            self.wrong("failed", "error")
        label, p_fake = self._label(), self._share("fake_probability")
        start_s = self._time("start_time")
        end_s = self._time("end_time")
        if start_s is not None and end_s is not None and end_s < start_s:
            self.wrong("end_before_start", "end_time")
            end_s = None
        box, explanation = self._box(), self._text("explanation")
        if label and p_fake is not None and p_fake != 0.5 and (p_fake > 0.5) != (label == "FAKE"):  # noqa: PLR2004
            self.wrong("probability_contradicts", "fake_probability")
        if label == "REAL" and (box or explanation or start_s is not None or end_s is not None):
            self.wrong("real_with_parts", "predicted_label")
            return Prediction(video_id, label, p_fake=p_fake)
        return Prediction(video_id, label, start_s, end_s, box, explanation, p_fake)

    def _label(self) -> Label | None:
        value = self.body.get("predicted_label")
        word = value.strip().upper() if isinstance(value, str) else value
        if word in ("REAL", "FAKE"):
            return cast(Label, word)
        self.wrong("label_missing" if value in (None, "") else "label_unknown", "predicted_label")
        return None

    def _share(self, field: str) -> float | None:
        value = self._number(field)
        if value is not None and not 0 <= value <= 1:
            self.wrong("not_a_share", field)
            return None
        return value

    def _time(self, field: str) -> float | None:
        value = self._number(field)
        if value is not None and value < 0:
            self.wrong("negative", field)
            return None
        return value

    def _number(self, field: str) -> float | None:
        value = self.body.get(field)
        if value is None:
            return None
        found = _finite(value)
        if found is None:
            self.wrong("not_a_number", field)
        return found

    def _text(self, field: str) -> str:
        value = self.body.get(field)
        if value is not None and not isinstance(value, str):
            self.wrong("not_text", field)
        return value.strip() if isinstance(value, str) else ""

    def _box(self) -> Corners | None:
        value = self.body.get("bbox")
        if value is None:
            return None
        corners = _corners(value)
        if corners is None:
            self.wrong("bbox_unparsable", "bbox")
        elif corners[2] <= corners[0] or corners[3] <= corners[1]:
            self.wrong("bbox_empty", "bbox")
            return None
        return corners


def _corners(value: Any) -> Corners | None:
    """Either form as (x0, y0, x1, y1)."""
    if isinstance(value, dict):
        sides = [_finite(value.get(side)) for side in SIDES]
        if None in sides:
            return None
        left, top, width, height = cast(list[float], sides)
        return left, top, left + width, top + height
    if isinstance(value, list) and len(value) == len(SIDES):
        numbers = [_finite(each) for each in value]
        return None if None in numbers else cast(Corners, tuple(numbers))
    return None


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
