"""The metrics of candidate, base and active model on the validation and test split of the release."""

from typing import Any

from models_service.evaluation.predictions import predictions_read
from models_service.evaluation.report import evaluate
from models_service.evaluation.truth import truth_of
from models_service.models import TrainingRun
from models_service.services.training.preparing import release_rows
from models_service.training.config import RunFolder
from models_service.training.samples import TEST, VAL, samples_read

CANDIDATE, BASE, ACTIVE = "candidate", "base", "active"
ROLES = (CANDIDATE, BASE, ACTIVE)


def metrics_of(training: TrainingRun, folder: RunFolder) -> dict[str, Any]:
    """{role: {split: {"metrics", "denominators", "coverage"}}} for the models that answered.

    Only videos that could be shown to a model count: a row without media is nobody's mistake.
    """
    rows = release_rows(training.release)
    found: dict[str, Any] = {}
    for split in (VAL, TEST):
        shown = {sample.video_id for sample in samples_read(folder.samples(split))}
        truth, _ = truth_of([row for row in rows if row.video_id in shown], splits=[split])
        for role in ROLES if truth else ():
            if folder.predictions(role).is_file():
                found.setdefault(role, {})[split] = _measured(truth, folder, role)
    return found


def _measured(truth: Any, folder: RunFolder, role: str) -> dict[str, Any]:
    with folder.predictions(role).open("rb") as lines:
        predictions = predictions_read(lines).predictions
    known = {video.video_id for video in truth}
    kept = {video_id: each for video_id, each in predictions.items() if video_id in known}
    report = evaluate(truth, kept, intervals=False)
    return {name: report[name] for name in ("metrics", "denominators", "coverage")}
