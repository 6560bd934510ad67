"""Jobs: looked at, cancelled, tried again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from annotations.admin.base import StaffAdmin, actor_of
from annotations.models import Job
from annotations.services.jobs import job_cancel, job_retry
from annotations.tasks import job_publish


@admin.register(Job)
class JobAdmin(StaffAdmin):
    """Long work and how it ended."""

    list_display = [
        "kind",
        "project",
        "status",
        "share",
        "step",
        "error_code",
        "attempts",
        "created_by",
        "created_at",
    ]
    list_filter = ["kind", "status", "project"]
    list_select_related = ["project", "created_by"]
    search_fields = ["id", "error_code", "error_detail"]
    actions = ["retry", "cancel"]

    @admin.display(description="progress", ordering="progress")
    def share(self, job: Job) -> str:
        """How far."""
        return f"{job.progress:.0%}"

    @admin.action(description="Try the chosen jobs again")
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queue failed and cancelled ones again."""
        self.each(
            request,
            jobs,
            "Queued again",
            lambda job: job_publish(job_retry(job=job, actor=actor_of(request))),
        )

    @admin.action(description="Cancel the chosen jobs")
    def cancel(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Stop queued and running ones."""
        self.each(request, jobs, "Being cancelled", lambda job: job_cancel(job=job, actor=actor_of(request)))
