"""`manage.py suggest`: ask a model about videos here and now, without a worker."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from annotations.models import Job, Project, Video
from annotations.services.job_runs import JobRun, job_execute
from annotations.services.jobs import CANCELLED_CODE, job_fail
from models_service.services.suggesting.requests import look_job_create, model_chosen, videos_matching
from reviewers.services.imports import project_named

NO_QUEUE = "command"  # no worker serves it: the job is this command's


class Command(BaseCommand):
    """What is there already is not asked for again, so that an interrupted run goes on where it stopped."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, model and videos."""
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--backend", default="", help="its newest ready version; else the active model")
        parser.add_argument("--model", type=uuid.UUID, help="id of a model version")
        parser.add_argument("--kind", choices=Video.Kind.values)
        parser.add_argument("--source")
        parser.add_argument("--split", choices=Video.Split.values)
        parser.add_argument("--max-traces", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then print what was made, what was there, and what failed and why."""
        try:
            job = self._done(project_named(slug=options["project"]), options)
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        if job is None:
            raise CommandError("No ready video with a file is meant by this.")
        if job.status != Job.Status.DONE or job.result is None:
            raise CommandError(f"{job.error_code}: {job.error_detail}")
        self.stdout.write(f"made {job.result['made']}, already there {job.result['reused']}")
        for failure in job.result["failed"]:
            self.stdout.write(f"failed: {failure['video']} {failure['code']}: {failure['detail']}")
        if job.result["failed"]:
            raise CommandError(f"{len(job.result['failed'])} videos have no answer.")

    def _done(self, project: Project, options: dict[str, Any]) -> Job | None:
        model = model_chosen(project=project, model=options["model"], backend=options["backend"])
        query = {name: options[name] for name in ("kind", "source", "split") if options[name]}
        videos = videos_matching(project, query)
        if not videos:
            return None
        chosen = {} if options["max_traces"] is None else {"max_traces": options["max_traces"]}
        job = look_job_create(
            project=project, actor=None, videos=videos, model=model, options=chosen, queue=NO_QUEUE
        )
        try:
            job_execute(job_id=job.pk, hold=self._run_made)
        except KeyboardInterrupt:
            job.refresh_from_db()
            job_fail(job=job, code=CANCELLED_CODE, detail="Interrupted.")
            raise
        job.refresh_from_db()
        return job

    def _run_made(self, job: Job) -> JobRun:
        return _Told(job, self.stderr.write)


class _Told(JobRun):
    """Tells the terminal what it tells the row."""

    def __init__(self, job: Job, tell: Any) -> None:
        super().__init__(job)
        self.tell = tell

    def progress(self, share: float, step: str = "") -> None:
        """Tell how far the work is."""
        self.tell(f"{share:4.0%}  {step}")
        super().progress(share, step)
