"""Workers as they report themselves, every few seconds."""

import uuid

from django.db import models


class Worker(models.Model):
    """One worker process: a row that it writes while it lives, and that goes when it has long been silent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    queues = models.JSONField(default=list, help_text="the Celery queues that it serves")
    jobs = models.JSONField(default=list, help_text="ids of the jobs that it is doing")
    versions = models.JSONField(default=dict, help_text="of the software, Python and the like")
    gpu_name = models.CharField(max_length=100, blank=True)
    gpu_used_bytes = models.BigIntegerField(null=True, blank=True)
    gpu_total_bytes = models.BigIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["host", "started_at", "id"]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
