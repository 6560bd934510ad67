"""Files on their way in, part by part."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.project import Project


class Upload(models.Model):
    """A file that comes in parts; its id becomes the video's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=300, help_text="as its owner calls it; never a path")
    byte_size = models.BigIntegerField()
    part_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, help_text="as its sender says; empty: not said")
    fields = models.JSONField(default=dict, help_text="provenance for the video")
    store_name = models.CharField(max_length=400, help_text="what the media store calls it")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    used_at = models.DateTimeField(default=timezone.now, db_default=Now(), help_text="when a part came last")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["used_at"], name="upload_used_at")]

    def __str__(self) -> str:
        return self.name


class UploadPart(models.Model):
    """A part that is kept, or that a link was given for."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="upload_part_unique")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.upload_id}"
