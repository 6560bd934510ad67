"""What a model said about a video: runs and the traces that they propose. Nothing here ever changes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project, Video
from models_service.models.model_version import ModelVersion


class SuggestionRun(models.Model):
    """One look of one model version at one video; the same look is never taken twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suggestion_runs")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="suggestion_runs")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="runs")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(
        max_length=64, help_text="SHA-256 of clip, back end, version, prompt version and options"
    )
    options = models.JSONField(default=dict, help_text="how the clip was looked at")
    prompt_version = models.CharField(max_length=32, blank=True)
    p_fake = models.FloatField(null=True, blank=True, help_text="as the model gave it, before calibration")
    mass = models.FloatField(null=True, blank=True, help_text="p(FAKE) + p(REAL) of the first token")
    logit = models.FloatField(null=True, blank=True, help_text="of FAKE less that of REAL")
    marks = models.JSONField(default=list, help_text="[[frame, strength]]: moments worth a look")
    raw_text = models.TextField(blank=True)
    parse_ok = models.BooleanField(default=True)
    warnings = models.JSONField(default=list)
    timings_ms = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["video", "key"], name="suggestion_run_once")]
        indexes = [models.Index(fields=["key"], name="suggestion_run_by_key")]

    def __str__(self) -> str:
        return f"{self.model_version_id} on {self.video_id}"


class Suggestion(models.Model):
    """A model's proposed trace; frames are frame numbers, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(SuggestionRun, on_delete=models.CASCADE, related_name="suggestions")
    position = models.PositiveIntegerField(default=0)
    onset_frame = models.PositiveIntegerField()
    offset_frame = models.PositiveIntegerField()
    keyframes = models.JSONField(default=list, help_text="[{frame, left, top, width, height}]")
    categories = models.JSONField(default=list, help_text="category keys, the primary one first")
    explanation = models.TextField(blank=True)
    score = models.FloatField(null=True, blank=True)
    flags = models.JSONField(default=list)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="suggestion_unique_place"),
            models.CheckConstraint(
                condition=Q(offset_frame__gte=F("onset_frame")), name="suggestion_offset_not_before_onset"
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.id}"
