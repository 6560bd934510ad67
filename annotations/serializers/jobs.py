"""Jobs as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Job
from annotations.serializers.fields import ShownField
from annotations.texts import shown


class FailureOut(serializers.Serializer[Any]):
    """Why something failed: a word for programs and a sentence for people."""

    code = serializers.CharField()
    detail = serializers.CharField()


class JobOut(serializers.Serializer[Any]):
    """A job; `result` is the path of what it made."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    project = serializers.CharField(source="project.slug", allow_null=True)
    status = serializers.ChoiceField(choices=Job.Status.choices)
    progress = serializers.FloatField()
    step = ShownField()
    attempts = serializers.IntegerField()
    error = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(FailureOut(allow_null=True))
    def get_error(self, job: Job) -> dict[str, str] | None:
        """Why it failed."""
        return {"code": job.error_code, "detail": shown(job.error_detail)} if job.error_code else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_result(self, job: Job) -> str | None:
        """Where to look for what it made."""
        return job.result_url or None
