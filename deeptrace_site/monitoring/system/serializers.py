"""The page "System" as JSON."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.serializers.fields import TextField
from annotations.serializers.jobs import JobOut


class WorkerOut(serializers.Serializer[Any]):
    """A worker process; `is_silent`: not heard of in time, its jobs are taken over by others."""

    id = serializers.UUIDField(source="worker.id")
    host = serializers.CharField(source="worker.host")
    pid = serializers.IntegerField(source="worker.pid")
    queues = serializers.ListField(source="worker.queues", child=serializers.CharField())
    jobs = serializers.ListField(source="worker.jobs", child=serializers.UUIDField())
    versions = serializers.DictField(source="worker.versions", child=serializers.CharField())
    gpu_name = serializers.CharField(source="worker.gpu_name")
    gpu_used_bytes = serializers.IntegerField(source="worker.gpu_used_bytes", allow_null=True)
    gpu_total_bytes = serializers.IntegerField(source="worker.gpu_total_bytes", allow_null=True)
    started_at = serializers.DateTimeField(source="worker.started_at")
    seen_at = serializers.DateTimeField(source="worker.seen_at")
    is_silent = serializers.BooleanField()


class QueueOut(serializers.Serializer[Any]):
    """A queue: how many jobs wait and are being done, and since when the oldest one waits."""

    name = serializers.CharField()
    queued = serializers.IntegerField(source="counts.queued")
    running = serializers.IntegerField(source="counts.running")
    oldest_queued_at = serializers.DateTimeField(allow_null=True)


class DiskOut(serializers.Serializer[Any]):
    """A disk; `is_low`: less than a tenth or less than 2 GiB is free."""

    name = serializers.CharField()
    total_bytes = serializers.IntegerField()
    free_bytes = serializers.IntegerField()
    is_low = serializers.BooleanField()


class DiskPartOut(serializers.Serializer[Any]):
    """What takes room: media, database, releases, frames."""

    name = serializers.CharField()
    bytes = serializers.IntegerField()


class VersionOut(serializers.Serializer[Any]):
    """A piece of software and its version."""

    name = serializers.CharField()
    version = serializers.CharField()


class MigrationsOut(serializers.Serializer[Any]):
    """The newest migration of each app, and how many of the code's are not in the database."""

    applied = serializers.DictField(child=serializers.CharField())
    missing = serializers.IntegerField()


class SystemOut(serializers.Serializer[Any]):
    """How the site is; sizes and versions are kept for ten seconds or more."""

    at = serializers.DateTimeField()
    workers = WorkerOut(many=True)
    queues = QueueOut(many=True)
    failed_jobs = serializers.IntegerField()
    disks = DiskOut(many=True)
    parts = DiskPartOut(many=True)
    versions = VersionOut(many=True)
    migrations = MigrationsOut()


class SystemJobOut(JobOut):
    """A job as a site admin sees it; `request_id` finds it in the logs."""

    queue = serializers.CharField()
    created_by = serializers.SerializerMethodField()
    request_id = serializers.CharField()
    lease_expiries = serializers.IntegerField()
    cancel_requested = serializers.BooleanField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_created_by(self, job: Any) -> str | None:
        """Who asked for it; null for what the site does by itself."""
        return job.created_by.username if job.created_by else None


class FailedRetryIn(serializers.Serializer[Any]):
    """Which failures: those up to the moment at which somebody looked (`at` of what they saw)."""

    failed_until = TextField(max_length=40)

    def validate_failed_until(self, text: str) -> datetime:
        """The moment; what is still to come is none that anybody saw."""
        moment = serializers.DateTimeField().to_internal_value(text)
        return min(moment, timezone.now())


class FailedRetryOut(serializers.Serializer[Any]):
    """How many were queued again, how many could not be, and how many are left for a next call."""

    retried = serializers.IntegerField()
    refused = serializers.IntegerField()
    left = serializers.IntegerField()
