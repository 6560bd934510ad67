"""`manage.py train`: fine-tune a model on a release, here and now."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from annotations.models import Job, Project, User
from annotations.services.job_runs import job_execute
from annotations.services.jobs import CANCELLED_CODE, job_fail
from models_service.models import ModelVersion, TrainingRun
from models_service.prompts import ABLATIONS
from models_service.selectors.training_runs import base_get
from models_service.serializers.training_runs import TrainingSettingsIn
from models_service.services.training.runs import TrainingWish, training_run_create, training_run_resume
from models_service.training.card import SHOWN_METRICS
from reviewers.selectors.releases import release_get
from reviewers.services.imports import project_named

NO_QUEUE = "command"  # no worker serves it: the job is this command's


class Command(BaseCommand):
    """Makes a training run and does it in this process; stopped, `--resume` goes on from its checkpoint."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The fields of `POST training-runs/`; --set takes a setting, such as --set learning_rate=1e-4."""
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--as", dest="username", required=True, help="the project admin who trains")
        parser.add_argument("--release", type=int, help="its number")
        parser.add_argument("--base", help="id of the model version to start from")
        parser.add_argument("--method", choices=TrainingRun.Method.values, default="lora")
        parser.add_argument("--ablation", choices=list(ABLATIONS), default="none")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--set", dest="chosen", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--resume", metavar="RUN", help="id of a run that failed or was cancelled")

    def handle(self, *args: Any, **options: Any) -> None:
        """Train, then say what was learnt, how good it is beside the base, and where the candidate is."""
        try:
            run = self._run(options)
        except (DeepTraceError, ValidationError, User.DoesNotExist, TrainingRun.DoesNotExist) as error:
            raise CommandError(error.message if isinstance(error, DeepTraceError) else str(error)) from error
        if run.job is None:
            raise CommandError("The job of this run is gone.")
        self.stderr.write(f"training run {run.pk}")
        self._do(run.job)
        run.refresh_from_db()
        if run.candidate is None:
            raise CommandError(f"{run.job.status}: {run.job.error_code} {run.job.error_detail}")
        for line in _summary(run):
            self.stdout.write(line)

    def _do(self, job: Job) -> None:
        """The work itself; interrupted, the run stands as cancelled and can be taken up again."""
        try:
            job_execute(job_id=job.pk)
        except KeyboardInterrupt:
            job.refresh_from_db()
            job_fail(job=job, code=CANCELLED_CODE, detail="Interrupted.")
            raise CommandError("Interrupted; --resume goes on from the newest checkpoint.") from None
        finally:
            job.refresh_from_db()

    def _run(self, options: dict[str, Any]) -> TrainingRun:
        actor = User.objects.get(username=options["username"])
        if options["resume"]:
            run = TrainingRun.objects.get(pk=options["resume"])
            return training_run_resume(run=run, actor=actor, queue=NO_QUEUE)
        if not options["release"] or not options["base"]:
            raise CommandError("--release and --base say what to train on and from.")
        project = project_named(slug=options["project"])
        wish = TrainingWish(
            release=release_get(project=project.slug, version=options["release"], viewer=actor),
            base=self._base(project, options["base"]),
            settings=self._settings(options["chosen"]),
            **{name: options[name] for name in ("method", "ablation", "seed")},
        )
        return training_run_create(project=project, actor=actor, wish=wish, queue=NO_QUEUE)

    def _base(self, project: Project, name: str) -> ModelVersion:
        try:
            return base_get(model_id=UUID(name), project=project)
        except ValueError as error:
            raise CommandError("--base takes the id of a model version.") from error

    def _settings(self, pairs: list[str]) -> dict[str, Any]:
        """NAME=VALUE pairs, checked as REST checks them."""
        values = dict(pair.partition("=")[::2] for pair in pairs)
        unknown = sorted(set(values) - set(TrainingSettingsIn().fields))
        if unknown:
            raise CommandError(f"There is no such setting: {', '.join(unknown)}.")
        typed = {name: _number(value) for name, value in values.items()}
        checked = TrainingSettingsIn(data=typed)
        if not checked.is_valid():
            raise CommandError(str(dict(checked.errors)))
        return dict(checked.validated_data)


def _summary(run: TrainingRun) -> Iterator[str]:
    """Steps and loss, then each model's numbers on each split, then the candidate."""
    last = (run.told.get("steps") or [{}])[-1]
    yield f"{last.get('step', 0)} steps, last loss {last.get('loss', 0):.4f}"
    for role, splits in (run.metrics or {}).items():
        for split, report in splits.items():
            found = {name: report["metrics"].get(key, {}).get("value") for key, name in SHOWN_METRICS.items()}
            told = (f"{name} {value:.1f}" for name, value in found.items() if value is not None)
            yield f"{role} on {split}: {', '.join(told)}"
    if run.candidate is not None:
        yield f"candidate {run.candidate.pk}: {run.candidate.name}"


def _number(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
