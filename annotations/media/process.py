"""Starting the child process, listening to it, and ending it when it costs too much.

Nothing here imports the media library: the process that serves requests stays small and never parses a file.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from annotations.media.errors import (
    MEDIA_ERRORS,
    MediaCorruptError,
    MediaError,
    MediaTimeLimitError,
    MediaToolFailedError,
)
from annotations.media.limits import MediaLimits

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = "import sys; sys.path.insert(0, sys.argv[1]); from annotations.media.child import main; main()"
# One thread: numpy's library would give each of many threads memory, and the limit counts it all.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
CHUNK_BYTES = 2**16
STDERR_TAIL_BYTES = 2000

OnProgress = Callable[[float], None]
Answer = tuple[dict[str, Any], bytes]


def child_run(
    task: str, values: dict[str, Any], limits: MediaLimits, on_progress: OnProgress | None = None
) -> Answer:
    """Run one task in a limited child and return its result and payload; raises the MediaError it ended with.

    An exception of `on_progress` ends the child and is passed on: so a job is cancelled.
    """
    request = {"task": task, **values, "limits": limits.as_json()}
    with tempfile.TemporaryFile() as stderr, _child(stderr) as child:
        deadline = time.monotonic() + limits.wall_s
        _write(child, json.dumps(request).encode())
        reply = _Reply(on_progress or _unheard)
        for chunk in _chunks(child, deadline, limits.output_bytes):
            reply.feed(chunk)
        code = _ended(child, deadline)
        if reply.answer is None:
            raise _failure(code, stderr)
        return reply.answer


def child_stream(
    task: str, values: dict[str, Any], limits: MediaLimits
) -> Generator[Answer, None, dict[str, Any]]:
    """Run one task that answers in parts and yield each as it comes; the task's result is returned.

    A part is a line `{"part": {...}, "payload_bytes": n}` and its payload, at most `limits.output_bytes`.
    The time limit counts what the caller does between parts too. Closing the generator ends the child.
    """
    request = {"task": task, **values, "limits": limits.as_json()}
    with tempfile.TemporaryFile() as stderr, _child(stderr) as child:
        deadline = time.monotonic() + limits.wall_s
        _write(child, json.dumps(request).encode())
        parts = _Parts(limits.output_bytes)
        for chunk in _chunks(child, deadline, sys.maxsize):
            yield from parts.feed(chunk)
        code = _ended(child, deadline)
        if parts.result is None:
            raise _failure(code, stderr)
        return parts.result


class _Parts:
    """The parts that have come, the last one perhaps not whole yet."""

    def __init__(self, part_bytes: int) -> None:
        self.part_bytes = part_bytes
        self.buffer = bytearray()
        self.part: dict[str, Any] | None = None
        self.missing = 0
        self.result: dict[str, Any] | None = None

    def feed(self, chunk: bytes) -> Iterator[Answer]:
        """Yield what this piece of the output completes."""
        self.buffer += chunk
        while self._next_line() or (self.part is not None and len(self.buffer) >= self.missing):
            if self.part is not None and len(self.buffer) >= self.missing:
                payload, self.buffer = bytes(self.buffer[: self.missing]), self.buffer[self.missing :]
                part, self.part = self.part, None
                yield part, payload

    def _next_line(self) -> bool:
        if self.part is not None or b"\n" not in self.buffer:
            return False
        text, _, rest = self.buffer.partition(b"\n")
        self.buffer = rest
        line = _line_of(bytes(text))
        if "part" in line:
            self.part, self.missing = line["part"], line["payload_bytes"]
            if not 0 <= self.missing <= self.part_bytes:
                raise MediaToolFailedError
        elif "result" in line:
            self.result = line["result"]
        return True


def _line_of(text: bytes) -> dict[str, Any]:
    """A line of the child's; raises the error that it tells of."""
    try:
        line: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise MediaToolFailedError from error
    if "error" in line:
        raise MEDIA_ERRORS[line["error"]["code"]](**line["error"]["fields"])
    return line


class _Reply:
    """What the child has said so far."""

    def __init__(self, on_progress: OnProgress) -> None:
        self.on_progress = on_progress
        self.buffer = bytearray()
        self.result: dict[str, Any] | None = None
        self.payload_bytes = 0

    @property
    def answer(self) -> Answer | None:
        """Return the result and the payload once both are whole."""
        if self.result is None or len(self.buffer) != self.payload_bytes:
            return None
        return self.result, bytes(self.buffer)

    def feed(self, chunk: bytes) -> None:
        self.buffer += chunk
        while self.result is None and b"\n" in self.buffer:
            line, _, rest = self.buffer.partition(b"\n")
            self.buffer = rest
            self._hear(bytes(line))

    def _hear(self, text: bytes) -> None:
        line = _line_of(text)
        if "progress" in line:
            self.on_progress(line["progress"])
        else:
            self.result, self.payload_bytes = line["result"], line["payload_bytes"]


@contextmanager
def _child(stderr: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child in a session of its own and leave nothing of it behind."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-I", "-c", BOOTSTRAP, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    with child:
        try:
            yield child
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def _write(child: subprocess.Popen[bytes], request: bytes) -> None:
    if child.stdin is None:
        raise MediaToolFailedError
    with suppress(BrokenPipeError), child.stdin as stdin:
        stdin.write(request)


def _chunks(child: subprocess.Popen[bytes], deadline: float, bytes_left: int) -> Iterator[bytes]:
    """Yield the child's output until it closes it; raises when the time or the output is used up."""
    if child.stdout is None:
        raise MediaToolFailedError
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(child.stdout.fileno(), CHUNK_BYTES)
            if not chunk:
                return
            bytes_left -= len(chunk)
            if bytes_left < 0:
                raise MediaToolFailedError
            yield chunk
    raise MediaTimeLimitError


def _ended(child: subprocess.Popen[bytes], deadline: float) -> int:
    try:
        return child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise MediaTimeLimitError from error


def _failure(code: int, stderr: IO[bytes]) -> MediaError:
    """Tell from how the child ended what was wrong; it gave no answer.

    A crash (a signal) is the decoder's, over this file; an exit code is a mistake of ours.
    """
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return MediaTimeLimitError()
    stderr.seek(max(0, stderr.seek(0, os.SEEK_END) - STDERR_TAIL_BYTES))
    failure: MediaError = MediaCorruptError() if code < 0 else MediaToolFailedError()
    failure.add_note(f"exit code {code}: {stderr.read().decode(errors='replace')}")
    return failure


def _unheard(progress: float) -> None:
    """Take no notice of progress."""
