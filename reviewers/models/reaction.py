"""How far each reaction has read the record of events."""

from django.db import models
from django.utils import timezone


class ReactionCursor(models.Model):
    """One reaction's place: everything up to `position` has had its effect, exactly once."""

    name = models.CharField(max_length=64, primary_key=True)
    position = models.PositiveBigIntegerField(default=0, help_text="the id of the last event reacted to")
    failures = models.PositiveSmallIntegerField(default=0, help_text="how often the next event failed")
    moved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
