"""Evaluations: predictions sent, the paper's metrics read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from deeptrace.api.forms import FilePart, form_send
from deeptrace.api.jobs import HOUR, until_over
from deeptrace.api.releases import Release
from deeptrace.errors import JobFailedError
from deeptrace.records import DONE, Evaluation
from deeptrace.wire import Wire


class Evaluations:
    """`client.evaluations`"""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def submit(
        self,
        predictions: str | Path,
        *,
        release: Release | tuple[str, int],
        model_id: str = "",
        splits: Sequence[str] = (),
    ) -> Evaluation:
        """Send prediction JSON lines; a job scores them. Twice the same lines are two evaluations.

        `model_id` says whose lines count where the file holds those of several models.
        """
        project, version = (release.project, release.version) if isinstance(release, Release) else release
        fields = {"project": project, "release": str(version), "model_id": model_id, "splits": list(splits)}
        path = Path(predictions)
        with path.open("rb") as stream:
            part = FilePart("predictions", path.name, stream, "application/x-ndjson")
            return Evaluation.of(form_send(self._wire, "evaluations/", fields, part, again=False))

    def get(self, evaluation_id: str) -> Evaluation:
        """One evaluation with its metrics and what was wrong with the lines."""
        return Evaluation.of(self._wire.get(f"evaluations/{evaluation_id}/"))

    def list(self, project: str = "") -> Iterator[Evaluation]:
        """Newest first; pages are fetched as you go."""
        return map(Evaluation.of, self._wire.pages("evaluations/", project=project))

    def wait(self, evaluation_id: str, *, timeout: float = HOUR) -> Evaluation:
        """Wait for the numbers; raises JobFailedError or JobTimeoutError."""
        what = f"Evaluation {evaluation_id}"
        found = until_over(lambda: self.get(evaluation_id), lambda each: each.is_over, timeout, what)
        if found.status != DONE:
            reason = found.error.detail if found.error else f"it was {found.status}"
            raise JobFailedError(f"{what}: {reason}", found.error.code if found.error else "")
        return found
