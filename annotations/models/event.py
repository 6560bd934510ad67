"""The append-only record of who did what when; database triggers refuse changes (migration 0003)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.project import Project


class Event(models.Model):
    """One thing that happened, written in the transaction of the change itself."""

    at = models.DateTimeField(default=timezone.now, db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
    )
    action = models.CharField(max_length=64, help_text="noun.verb, such as annotation.submitted")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    subject_type = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, help_text="what changed: before and after, reasons, counts")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["project", "id"], name="event_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_id}"
