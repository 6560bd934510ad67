"""The child process: looks at one file under its limits and answers on standard output.

The request is one JSON object on standard input: `task`, `path`, `limits` and the task's own values. The
answer is JSON lines: `{"progress": 0.4}` any number of times, then `{"result": ..., "payload_bytes": n}`
followed by the payload itself, or `{"error": {"code", "fields"}}`. A task that answers in parts sends
`{"part": ..., "payload_bytes": n}` with a payload any number of times before its result.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from av.error import FFmpegError

from annotations.media.decode import frame_decode, image_bytes
from annotations.media.errors import MediaCorruptError, MediaError, MediaMemoryLimitError
from annotations.media.limits import MediaLimits, limits_apply

PROGRESS_STEP = 0.02
PARENT_LOOK_S = 0.5

Answer = tuple[dict[str, Any], bytes]


def main() -> None:
    _end_with_parent(os.getppid())
    request = json.load(sys.stdin)
    limits = MediaLimits.from_json(request["limits"])
    limits_apply(limits)
    try:
        result, payload = _task(request["task"])(request, limits)
    except MediaError as error:
        _answer({"error": {"code": error.code, "fields": error.fields}})
    except MemoryError:
        _answer({"error": {"code": MediaMemoryLimitError.code, "fields": {}}})
    except FFmpegError:
        _answer({"error": {"code": MediaCorruptError.code, "fields": {}}})
    else:
        _answer({"result": result, "payload_bytes": len(payload)}, payload)


def _frame(request: dict[str, Any], limits: MediaLimits) -> Answer:
    picture = frame_decode(Path(request["path"]), request["pts"], request["key_pts"], limits)
    return {"width": picture.width, "height": picture.height}, image_bytes(picture, request["image_format"])


def _end_with_parent(parent: int) -> None:
    """Stop at once when whoever asked is gone: nobody would read the answer."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOK_S)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


TASKS: dict[str, Callable[[dict[str, Any], MediaLimits], Answer]] = {"frame": _frame}
# Imported on first use: a child that fetches one frame does not wait for numpy.
HEAVY_TASKS = {
    "inspect": "annotations.media.probe:inspect_task",
    "raw": "annotations.media.raw.reading:raw_task",
    "sample": "annotations.media.raw.sampling:sample_task",
    "signals": "annotations.media.motion.signals:signals_task",
    "table": "annotations.media.raw.reading:table_task",
    "track": "annotations.media.motion.tracker:track_task",
}


def _task(name: str) -> Callable[[dict[str, Any], MediaLimits], Answer]:
    if name in TASKS:
        return TASKS[name]
    module, _, attribute = HEAVY_TASKS[name].partition(":")
    task = getattr(import_module(module), attribute)
    return lambda request, limits: task(request, limits, _progress_reporter())


def _progress_reporter() -> Callable[[float], None]:
    reported = 0.0

    def report(progress: float) -> None:
        nonlocal reported
        if progress >= reported + PROGRESS_STEP:
            reported = progress
            _answer({"progress": round(progress, 3)})

    return report


def _answer(line: dict[str, Any], payload: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + payload)
    sys.stdout.buffer.flush()
