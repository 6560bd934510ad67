"""A reviewer's decision about one annotation."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Annotation


class Review(models.Model):
    """Accepted, returned or reopened: by whom, when, at which revision and why."""

    class Decision(models.TextChoices):
        """What a reviewer can decide."""

        ACCEPT = "accept"
        RETURN = "return"
        REOPEN = "reopen"

    class Reason(models.TextChoices):
        """Quick reasons for returning work."""

        MISSED_TRACE = "missed_trace"
        WRONG_CATEGORY = "wrong_category"
        BOX_INACCURATE = "box_inaccurate"
        TIMING_INACCURATE = "timing_inaccurate"
        EXPLANATION_UNCLEAR = "explanation_unclear"
        NOT_AN_ARTEFACT = "not_an_artefact"
        WRONG_VERDICT = "wrong_verdict"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    revision = models.PositiveIntegerField(help_text="the annotation's revision that was judged")
    reasons = models.JSONField(default=list, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.decision} {self.annotation_id}"
