"""The job that does a training run: programs in a process group of their own, watched from here."""

import subprocess
from collections.abc import Callable
from typing import Any

from django.db import transaction

from annotations.models import Job
from annotations.services.events import event_record
from annotations.services.job_runs import JobCancelledError, JobRun
from models_service.errors import OutOfMemoryError, TrainingFailedError
from models_service.models import TrainingRun
from models_service.services.training.candidate import candidate_make
from models_service.services.training.measuring import metrics_of
from models_service.services.training.preparing import run_folder, run_prepare
from models_service.training import progress
from models_service.training.config import RunFolder, TrainingSettings
from models_service.training.launch import conclude_command, fit_command, program
from models_service.training.outcome import OUT_OF_MEMORY_CODE

LOOK_EVERY_S = 0.5
TELL_EVERY_LOOKS = 4
FIT_SHARE = 0.8
TRAINING, CONCLUDING, MEASURING = "training", "answering validation and test clips", "measuring"


class TrainJob:
    """What the job kind `train` does; interrupted, it goes on from the newest complete checkpoint."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Prepare, train, let the models answer, measure, and make the candidate."""
        training = _training(run.params["run"])
        folder = run_folder(training)
        run.progress(0.0, "preparing")
        TrainingRun.objects.filter(pk=training.pk).update(counts=run_prepare(training))
        watch = Watch(run, training, folder)
        settings = TrainingSettings(**training.options)
        if not folder.trained_mark.is_file():
            watch.follow(fit_command(folder, settings), _fit_share, TRAINING)
        if not folder.outcome.is_file():
            watch.follow(conclude_command(folder), lambda told: FIT_SHARE, CONCLUDING)
        run.progress(0.95, MEASURING)
        metrics = metrics_of(training, folder)
        with transaction.atomic():
            run.hold()
            _conclude(training, folder, metrics)
            url = f"/api/v1/training-runs/{training.pk}/"
            run.finish(result={"training_run": url}, result_url=url)
        return None

    def failed(self, job: Job) -> None:
        """Checkpoints and log stay: the run can be taken up again."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare: what a kill left half-written is removed when training starts."""


class Watch:
    """Follows a program: tells what it does, and ends its whole group where the job must stop."""

    def __init__(self, run: JobRun, training: TrainingRun, folder: RunFolder) -> None:
        self.run = run
        self.training = training
        self.folder = folder
        self.looks = 0

    def follow(self, command: list[str], share: Callable[[dict[str, Any]], float], step: str) -> None:
        """Run it to its end; raises what it, or the job, ended with."""
        try:
            with program(command, self.folder.log) as child:
                while not _ended(child):
                    self._look(share, step)
                code = child.returncode
        finally:
            self._tell()
        if code == OUT_OF_MEMORY_CODE:
            raise OutOfMemoryError("The device's memory did not suffice; try a smaller visual budget.")
        if code != 0:
            raise TrainingFailedError("The training program ended badly; its log says why.", exit_code=code)

    def _look(self, share: Callable[[dict[str, Any]], float], step: str) -> None:
        if Job.objects.filter(pk=self.run.job.pk, cancel_requested=True).exists():
            raise JobCancelledError("The job was cancelled.")
        self.run.check()
        if self.looks % TELL_EVERY_LOOKS == 0:
            self.run.progress(share(self._tell()), step)
        self.looks += 1

    def _tell(self) -> dict[str, Any]:
        told = progress.told(self.folder)
        TrainingRun.objects.filter(pk=self.training.pk).update(told=told)
        return told


def _ended(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _fit_share(told: dict[str, Any]) -> float:
    return FIT_SHARE * told["step"] / told["steps_total"] if told["steps_total"] else 0.0


def _training(pk: str) -> TrainingRun:
    rows = TrainingRun.objects.select_related("project", "release__project", "base", "active", "created_by")
    return rows.get(pk=pk)


def _conclude(training: TrainingRun, folder: RunFolder, metrics: dict[str, Any]) -> None:
    candidate = candidate_make(training, folder, metrics)
    TrainingRun.objects.filter(pk=training.pk).update(candidate=candidate, metrics=metrics)
    facts = {"model": str(candidate.pk), "release": training.release.version}
    event_record(action="training_run.trained", subject=training, actor=None, facts=facts)


TRAIN = TrainJob()
