"""Standardised wordings of explanations: beside what a person wrote, never in its place."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Project, Video


class StandardisedExplanation(models.Model):
    """A proposed wording of one explanation on one video; it is for every trace with exactly that text."""

    class Status(models.TextChoices):
        """What a reviewer said."""

        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    trace = models.UUIDField(help_text="the gold trace that it was made for")
    raw = models.TextField(help_text="as the person wrote it")
    raw_sha256 = models.CharField(max_length=64)
    proposed = models.TextField()
    model = models.CharField(max_length=200, help_text="the text model, or rules")
    prompt = models.TextField(blank=True, help_text="what the text model was asked; empty for rules")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["video", "raw_sha256", "model"], name="standardised_explanation_once_a_model"
            ),
            models.UniqueConstraint(
                fields=["video", "raw_sha256"],
                condition=Q(status="accepted"),
                name="standardised_explanation_one_accepted",
            ),
        ]
        indexes = [models.Index(fields=["project", "status", "made_at"], name="standardised_by_state")]

    def __str__(self) -> str:
        return f"wording of {self.trace}"
