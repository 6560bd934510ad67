"""The dashboard's numbers of a large project, counted by a job."""

from django.db import models

from annotations.models import Project


class KeptStats(models.Model):
    """The newest count of a project that is too large to be counted while somebody waits."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="+")
    as_of = models.DateTimeField(help_text="when the counting began")
    took_ms = models.PositiveIntegerField()
    parts = models.TextField(help_text="each part of the report as JSON, in the order of its tables")

    class Meta:
        verbose_name_plural = "kept stats"

    def __str__(self) -> str:
        return f"numbers of {self.project_id} as of {self.as_of}"
