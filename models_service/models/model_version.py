"""Models as versions: which weights, how they are asked, how far their scores may be believed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Project


class ModelVersion(models.Model):
    """One fixed model: the same input gets the same prompt, frames and weights for ever."""

    class Status(models.TextChoices):
        """Where it stands: a trained one is a candidate until somebody promotes it."""

        CANDIDATE = "candidate"
        READY = "ready"
        DISCARDED = "discarded"

    class Coordinates(models.TextChoices):
        """In which space the model writes its boxes."""

        PIXELS_NATIVE = "pixels_native"
        PIXELS_RESIZED = "pixels_resized"
        NORM_1000 = "norm1000"
        NORM_1 = "norm1"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, help_text="for people")
    backend = models.CharField(max_length=32, help_text="name in models_service.backends.registry")
    version = models.CharField(max_length=80, help_text="digest of the weights, or the algorithm's version")
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="model_versions",
        help_text="none: every project may use it",
    )
    folder = models.CharField(max_length=300, blank=True, help_text="below the model root")
    adapter = models.CharField(max_length=300, blank=True, help_text="LoRA adapter, below the model root")
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="derived")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.READY)
    coordinates = models.CharField(
        max_length=16, choices=Coordinates.choices, default=Coordinates.PIXELS_NATIVE
    )
    sampling = models.JSONField(default=dict, blank=True, help_text="fps, max_frames, visual_budget")
    prompt_version = models.CharField(max_length=32, blank=True)
    calibration = models.JSONField(null=True, blank=True, help_text="a, b, n_fake, n_real, ece, fitted_at")
    card = models.TextField(blank=True, help_text="the model card, Markdown")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["backend", "version", "project"], name="model_version_once_in_a_project"
            ),
            models.UniqueConstraint(
                fields=["backend", "version"],
                condition=models.Q(project__isnull=True),
                name="model_version_once_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.backend})"


class ActiveModel(models.Model):
    """Which model version speaks in a project."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="active_model")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="active_in")
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    activated_at = models.DateTimeField(default=timezone.now, db_default=Now())

    def __str__(self) -> str:
        return f"{self.model_version} in {self.project}"
