"""`predictions.jsonl`: what the active model says about the videos of a release.

Source: the JSON lines in which predictions on this benchmark circulate (docs/releases/formats.md): video_id,
model_id, predicted_label, fake_probability, start_time, end_time, bbox, explanation, raw_output, error, ...
"""

from pathlib import Path

from annotations.benchmark.writer import json_line
from reviewers.releases.formats.base import PREDICTIONS, FileFacts, ReleaseFacts, ReleaseVideo
from reviewers.releases.formats.files import OutFile
from reviewers.releases.formats.sources import PREDICTIONS as SOURCE
from reviewers.releases.formats.sources import source_lines

CHUNK = 500


class PredictionsWriter:
    """Asks the source for some hundred videos at once; empty where no model looked at them."""

    name = PREDICTIONS

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._file = OutFile(folder / self.name)
        self._facts = facts
        self._waiting: list[str] = []

    def add(self, item: ReleaseVideo) -> None:
        """Remember to ask about this video."""
        self._waiting.append(item.video_id)
        if len(self._waiting) >= CHUNK:
            self._ask()

    def close(self) -> FileFacts:
        """Ask about the rest and end the file."""
        self._ask()
        return self._file.close()

    def drop(self) -> None:
        """Give up."""
        self._file.drop()

    def _ask(self) -> None:
        if self._waiting:
            lines = source_lines(SOURCE, project=self._facts.project, video_ids=self._waiting)
            for line in lines:
                self._file.write(json_line(line) + b"\n")
        self._waiting = []
