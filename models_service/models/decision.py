"""What people did with suggestions: who was shown them, and each decision, kept as a row of its own."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Annotation, Project
from models_service.models.suggestion import Suggestion


class SuggestionArm(models.Model):
    """Whether an answer is in the randomised share without suggestions; drawn once, by person and video."""

    annotation = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.CASCADE, related_name="suggestion_arm"
    )
    policy = models.CharField(max_length=16, choices=Project.SuggestionPolicy.choices)
    share = models.FloatField(help_text="the project's share without suggestions when this was drawn")
    withheld = models.BooleanField()
    drawn_at = models.DateTimeField(default=timezone.now, db_default=Now())
    offered_at = models.DateTimeField(
        null=True, blank=True, help_text="when there first was something to show, shown or withheld"
    )

    def __str__(self) -> str:
        return f"{'without' if self.withheld else 'with'} suggestions: {self.annotation_id}"


class SuggestionDecision(models.Model):
    """One decision of one annotator about one suggestion; the newest row counts, none is changed."""

    class Decision(models.TextChoices):
        """`undone` takes the decision before it back."""

        ACCEPTED = "accepted"
        EDITED = "edited"
        REJECTED = "rejected"
        UNDONE = "undone"

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="decisions")
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    reason = models.CharField(max_length=500, blank=True)
    trace = models.UUIDField(null=True, blank=True, help_text="the annotator's trace that came of it")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["annotation", "suggestion", "id"], name="decision_newest")]

    def __str__(self) -> str:
        return f"{self.decision}: {self.suggestion_id}"
