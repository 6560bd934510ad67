"""Which queues have a worker: without one for `gpu`, whoever waits there is told so."""

from django.db import models


class QueuePresence(models.Model):
    """When a worker of a queue was last heard of."""

    queue = models.CharField(max_length=16, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.queue} served at {self.seen_at}"
