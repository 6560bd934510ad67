"""`manage.py seed_demo`: the demo project, its five accounts and the job that fills it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.models import Job
from annotations.services.job_runs import job_execute
from annotations.services.jobs import job_create, job_retry
from annotations.tasks import job_publish
from deeptrace_site.demo.accounts import accounts_file, demo_project_make
from deeptrace_site.demo.jobs import KIND


class Command(BaseCommand):
    """Makes what is missing of the demo; running it again goes on after a failure, else changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--offline and --now."""
        parser.add_argument("--offline", action="store_true", help="fetch nothing: only clips made here")
        parser.add_argument("--now", action="store_true", help="make the clips here instead of in a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make accounts and project at once; the clips are a job, because they take a minute."""
        project = demo_project_make()
        params = {"offline": options["offline"]}
        job = job_create(kind=KIND, params=params, created_by=None, project=project, key=f"demo-{project.pk}")
        if job.status == Job.Status.FAILED:
            job = job_retry(job=job, actor=None)
        if options["now"]:
            self._do_now(job)
        elif job.status == Job.Status.QUEUED:
            job_publish(job)
        self.stdout.write(f"The project {project.slug} is there; passwords: {accounts_file()}")

    def _do_now(self, job: Job) -> None:
        job_execute(job_id=job.pk)
        job.refresh_from_db()
        if job.status == Job.Status.FAILED:
            raise CommandError(f"The demo could not be made: {job.error_detail}")
