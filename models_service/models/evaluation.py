"""Evaluations: predictions held against a release."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project
from models_service.models.model_version import ModelVersion
from reviewers.models import Release


class Evaluation(models.Model):
    """One model's predictions, uploaded or made here, and how good they are; never changed once done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="evaluations")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="evaluations")
    model_version = models.ForeignKey(
        ModelVersion,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="evaluations",
        help_text="none: the predictions were uploaded",
    )
    model_id = models.CharField(max_length=300, blank=True, help_text="the model that the lines name")
    splits = models.JSONField(default=list, help_text="only videos of these; empty: all")
    file = models.CharField(max_length=80, blank=True, help_text="name of the kept lines")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the kept lines")
    job = models.OneToOneField(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="evaluation"
    )
    metrics = models.JSONField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True, help_text="counts, coverage, groups, problems")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.model_id or 'predictions'} on {self.release}"
