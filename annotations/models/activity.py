"""How long people worked on an answer and with what: sent by the workbench, summed up once."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.annotation import Annotation

AIDS = ("difference", "onion", "blink", "side_by_side", "strip", "tracking", "loupe", "adjust")


class ActivitySlice(models.Model):
    """What happened in one short stretch of work; its client-made id lets it count once."""

    id = models.UUIDField(primary_key=True)
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="activity_slices")
    started_at = models.DateTimeField()
    active_ms = models.PositiveIntegerField(help_text="without pauses")
    keyboard = models.PositiveIntegerField(help_text="key presses that did something")
    pointer = models.PositiveIntegerField(help_text="clicks and drags that did something")
    edits = models.JSONField(default=dict, help_text="changes per trace id")
    aids = models.JSONField(default=dict, help_text="uses per viewing aid")
    received_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["annotation", "started_at"], name="activity_of_annotation")]

    def __str__(self) -> str:
        return f"{self.active_ms} ms on {self.annotation_id}"


class ActivityTotal(models.Model):
    """The sums of an answer's slices, so that a list need not add them up."""

    annotation = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.CASCADE, related_name="activity_total"
    )
    active_ms = models.PositiveBigIntegerField(default=0)
    keyboard = models.PositiveBigIntegerField(default=0)
    pointer = models.PositiveBigIntegerField(default=0)
    edits = models.JSONField(default=dict)
    aids = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.active_ms} ms on {self.annotation_id} in all"
