"""A score for one video, asked for by a program that trains a video generator."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project, Video
from models_service.models.model_version import ModelVersion


class Reward(models.Model):
    """One question and its answer; an uploaded file is gone once it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    video = models.ForeignKey(
        Video, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="none: an upload"
    )
    file = models.CharField(max_length=100, blank=True, help_text="the upload's name in the rewards folder")
    sha256 = models.CharField(max_length=64)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="rewards")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    p_fake = models.FloatField(null=True, blank=True)
    calibrated = models.BooleanField(default=False)
    traces = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]

    def __str__(self) -> str:
        return f"reward {self.id}"
