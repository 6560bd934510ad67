"""Videos, the groups that share a split, and their frame tables."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.project import Project


class Group(models.Model):
    """Videos that must share a split: one prompt, one source clip."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=300)
    split = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="group_unique_name")]

    def __str__(self) -> str:
        return self.name


class Video(models.Model):
    """The untouched media file, where it came from, and what was measured of it."""

    class Kind(models.TextChoices):
        """What the video is known to be."""

        FAKE = "fake"
        REAL = "real"
        UNKNOWN = "unknown"

    class Status(models.TextChoices):
        """How far ingest has come."""

        PROCESSING = "processing"
        READY = "ready"
        FAILED = "failed"

    class Split(models.TextChoices):
        """The benchmark's splits."""

        TRAIN = "train"
        VAL = "val"
        TEST = "test"

    class Standing(models.TextChoices):
        """What is known of what the video shows: gold, answers that are not gold yet, or nothing."""

        UNANSWERED = "unanswered"
        ANSWERED = "answered"
        GOLD = "gold"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="videos")
    video_id = models.CharField(max_length=300, help_text="the benchmark's name, unique in the project")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.UNKNOWN)
    source = models.CharField(max_length=200, blank=True)
    prompt = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    split = models.CharField(max_length=8, choices=Split.choices, blank=True)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="videos")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    metadata_only = models.BooleanField(default=False)
    gold_clip = models.BooleanField(
        default=False,
        db_default=False,
        help_text="serves to check annotators: given to chosen people only, outside ordinary work",
    )
    original_name = models.CharField(max_length=300, blank=True, help_text="as uploaded; never a path")
    sha256 = models.CharField(max_length=64, blank=True)
    byte_size = models.BigIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROCESSING)
    failure_code = models.CharField(max_length=64, blank=True)
    failure_detail = models.TextField(blank=True)

    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels, after rotation")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels, after rotation")
    frame_rate_num = models.PositiveIntegerField(null=True, blank=True)
    frame_rate_den = models.PositiveIntegerField(null=True, blank=True)
    variable_rate = models.BooleanField(default=False)
    frame_count = models.PositiveIntegerField(null=True, blank=True)
    duration_us = models.BigIntegerField(null=True, blank=True)
    rotation = models.SmallIntegerField(default=0)
    has_audio = models.BooleanField(default=False)
    filmstrip = models.JSONField(
        null=True, blank=True, help_text="layout of the sprite: columns, tile size, frames"
    )
    standing = models.CharField(
        max_length=12,
        choices=Standing.choices,
        default=Standing.UNANSWERED,
        db_default=Standing.UNANSWERED.value,
        help_text="kept by a reaction to answers and gold, seconds behind them",
    )
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_reason = models.TextField(blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="video_newest"),
            models.Index(fields=["project", "standing", "video_id"], name="video_by_standing"),
            models.Index(
                fields=["project"], condition=Q(taken_down_at__isnull=False), name="video_taken_down"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "video_id"], name="video_unique_video_id"),
            models.UniqueConstraint(
                fields=["project", "sha256"],
                condition=~Q(sha256="") & Q(taken_down_at=None),
                name="video_unique_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(frame_count__gte=1), name="video_ready_has_frames"
            ),
        ]

    def __str__(self) -> str:
        return self.video_id

    @property
    def folder(self) -> str:
        """The server-made folder of this video's files, relative to the media folder."""
        name = self.id.hex
        return f"{name[:2]}/{name}"


class FrameTableRecord(models.Model):
    """The stored frame table of a video; annotations/frames.py gives it meaning."""

    video = models.OneToOneField(
        Video, primary_key=True, on_delete=models.CASCADE, related_name="frame_table"
    )
    time_base_num = models.PositiveIntegerField()
    time_base_den = models.PositiveIntegerField()
    pts = models.JSONField()
    end_pts = models.BigIntegerField()
    key_frames = models.JSONField()

    def __str__(self) -> str:
        return f"frames of {self.video_id}"
