"""Fine-tuning on a release as a row: what was asked, how far it is, what came out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project
from models_service.models.model_version import ModelVersion
from reviewers.models import Release


class TrainingRun(models.Model):
    """One run; its files lie in a folder of the model root that is named after its id."""

    class Method(models.TextChoices):
        """What is trained."""

        LORA = "lora"
        FULL = "full"

    class Decision(models.TextChoices):
        """What a person made of the candidate."""

        PROMOTED = "promoted"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="training_runs")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="training_runs")
    base = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="training_runs")
    active = models.ForeignKey(
        ModelVersion,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the project's active model when the run was made: it is compared with",
    )
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.LORA)
    ablation = models.CharField(max_length=64, default="none", help_text="what the answers leave out")
    seed = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict, help_text="all settings, defaults included")
    job = models.OneToOneField(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="training_run"
    )
    told = models.JSONField(default=dict, blank=True, help_text="steps, samples, log as shown")
    counts = models.JSONField(default=dict, blank=True, help_text="samples by split")
    metrics = models.JSONField(null=True, blank=True, help_text="by split and model")
    candidate = models.OneToOneField(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="training_run"
    )
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.method} on {self.release}"
