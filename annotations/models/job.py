"""Long work as rows: the truth about a job is here, the broker only wakes workers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.context.request_id import REQUEST_ID_LENGTH, request_id_now
from annotations.models.project import Project


class Job(models.Model):
    """One piece of long work with a lease, a fencing token and its outcome."""

    class Status(models.TextChoices):
        """The states that a client sees."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=32)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    params = models.JSONField(default=dict)
    queue = models.CharField(
        max_length=16,
        default="default",
        db_default="default",
        help_text="the Celery queue whose workers do it",
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    progress = models.FloatField(default=0)
    step = models.CharField(max_length=100, blank=True, help_text="what is being done, for people")
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    idempotency_key = models.CharField(max_length=100, null=True, blank=True, unique=True)  # noqa: DJ001
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.UUIDField(null=True, blank=True, help_text="fencing token of the worker that holds it")
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_expiries = models.PositiveIntegerField(
        default=0, db_default=0, help_text="how often its worker was not heard of in time and another took it"
    )
    request_id = models.CharField(
        max_length=REQUEST_ID_LENGTH,
        blank=True,
        default=request_id_now,
        db_default="",
        help_text="the web request that asked for it, as the logs name it",
    )
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="job_progress_share"),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(owner__isnull=False, lease_until__isnull=False),
                name="job_running_has_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=["queued", "running"]),
                name="job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
