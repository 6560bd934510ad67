"""Releases: immutable, numbered, hashed snapshots of gold."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project, Video


class Release(models.Model):
    """A numbered snapshot; its files are stored once and served for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="releases")
    version = models.PositiveIntegerField()
    options = models.JSONField(default=dict, help_text="selection, bbox, frame base, inclusions, notes")
    manifest = models.JSONField(null=True, blank=True)
    leaks = models.JSONField(
        null=True,
        blank=True,
        help_text="what the leakage checks found, also where that stopped the release",
    )
    withheld = models.JSONField(
        null=True,
        blank=True,
        help_text="media.zip as it is since videos were taken down: its size, hash, and the videos",
    )
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="release")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "-version"]
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="release_unique_version")]

    def __str__(self) -> str:
        return f"{self.project.slug}/{self.version}"


class FirstFrame(models.Model):
    """What a video's first frame looks like, in 64 bits: made once, for finding near duplicates."""

    video = models.OneToOneField(
        Video, primary_key=True, on_delete=models.CASCADE, related_name="first_frame"
    )
    picture = models.CharField(
        max_length=16, blank=True, help_text="a difference hash; empty where the frame shows too little"
    )

    def __str__(self) -> str:
        return f"first frame of {self.video_id}"
