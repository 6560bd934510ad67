"""(frames, question, answer) samples out of a downloaded release, for PyTorch's DataLoader and the like."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeptrace.errors import ExtraMissingError, UsageError
from deeptrace.folder import ReleaseFolder
from deeptrace.prompts import QUESTION, answer_of
from deeptrace.rows import Row

if TYPE_CHECKING:
    import numpy as np

    Frames = np.ndarray[Any, np.dtype[np.uint8]]
FPS, MAX_FRAMES = 2.0, 180


@dataclass(frozen=True, slots=True)
class TraceSample:
    """One sample: `frames` has the shape [n, height, width, 3] (uint8, RGB), `seconds` when each is shown."""

    frames: Any
    seconds: tuple[float, ...]
    question: str
    answer: str
    row: Row


class TraceSamples:
    """One sample for each row of a split: a map-style dataset (`len`, `[i]`) that PyTorch takes as it is.

    Frames are taken at `fps`, `max_frames` at most (spread evenly where there would be more): the settings of
    the paper's best model. `transform` turns a TraceSample into what a model wants, in the loader's worker.
    Rows without media in the folder and rows without an answer are left out (`left_out` counts them).
    """

    def __init__(
        self,
        folder: ReleaseFolder | str | Path,
        split: str = "train",
        *,
        fps: float = FPS,
        max_frames: int = MAX_FRAMES,
        question: str = QUESTION,
        transform: Callable[[TraceSample], Any] | None = None,
    ) -> None:
        if fps <= 0 or max_frames < 1:
            raise UsageError("fps must be above 0 and max_frames at least 1.")
        self.folder = folder if isinstance(folder, ReleaseFolder) else ReleaseFolder(folder)
        self.fps, self.max_frames, self.question, self.transform = fps, max_frames, question, transform
        rows = list(self.folder.rows(split))
        self.rows = [row for row in rows if answer_of(row) and self.folder.media_path(row).is_file()]
        self.left_out = len(rows) - len(self.rows)

    def __len__(self) -> int:
        """How many samples there are."""
        return len(self.rows)

    def __getitem__(self, index: int) -> Any:
        """A TraceSample, or what `transform` makes of it; IndexError past the end."""
        row = self.rows[index]
        frames, seconds = frames_read(self.folder.media_path(row), self.fps, self.max_frames)
        sample = TraceSample(frames, seconds, self.question, answer_of(row) or "", row)
        return self.transform(sample) if self.transform else sample


def frames_read(path: Path, fps: float, max_frames: int) -> tuple[Frames, tuple[float, ...]]:
    """The pictures on screen at 0, 1/fps, 2/fps, ... s after the first, and when each of them is shown.

    Two passes: first the presentation times of all frames, never index x rate, so that variable rates are
    right; then only the pictures that are wanted are turned into RGB, upright as boxes count them.
    """
    try:
        import av  # noqa: PLC0415 - an extra
        import numpy as np  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ExtraMissingError("PyAV", "video") from error
    with av.open(str(path)) as clip:
        times = sorted(float(frame.time or 0.0) for frame in clip.decode(video=0))
    wanted = set(frames_chosen(times, fps, max_frames))
    pictures = []
    with av.open(str(path)) as clip:
        for index, frame in enumerate(clip.decode(video=0)):
            if index in wanted:
                pictures.append(np.rot90(frame.to_ndarray(format="rgb24"), quarter_turns(frame)))
    first = times[0] if times else 0.0
    return np.stack(pictures), tuple(times[index] - first for index in sorted(wanted))


def quarter_turns(frame: Any) -> int:
    """Anticlockwise quarter turns from the stored picture to the upright one."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 0
    a, b, _, c, *_ = struct.unpack("=9i", bytes(matrix))
    if b == c == 0:
        return 0 if a > 0 else 2
    return 3 if b > 0 else 1


def frames_chosen(times: list[float], fps: float, max_frames: int) -> list[int]:
    """Which frames are on screen at every 1/fps s; `times` ascend. Each frame is named once.

    More than `max_frames` of them are thinned to that many, the first and the last among them.
    """
    chosen: list[int] = []
    index, step = 0, 1.0 / fps
    for tick in range(int((times[-1] - times[0]) / step) + 1 if times else 0):
        at = times[0] + tick * step + 1e-9
        while index + 1 < len(times) and times[index + 1] <= at:
            index += 1
        if not chosen or chosen[-1] != index:
            chosen.append(index)
    if len(chosen) <= max_frames:
        return chosen
    if max_frames == 1:
        return chosen[:1]
    last = len(chosen) - 1
    return [chosen[round(at * last / (max_frames - 1))] for at in range(max_frames)]
