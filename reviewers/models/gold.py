"""Gold: the adjudicated answer for a video, in versions that are never overwritten."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Annotation, Video


class Gold(models.Model):
    """One version of a video's gold; the highest version counts."""

    class Rule(models.TextChoices):
        """What made it."""

        ACCEPTED = "accepted"
        ADJUDICATED = "adjudicated"
        AGREEMENT = "agreement"
        FORGED = "forged"
        IMPORT = "import"
        REVERTED = "reverted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="golds")
    version = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Annotation.Verdict.choices)
    rule = models.CharField(max_length=16, choices=Rule.choices)
    annotations = models.JSONField(default=list, help_text="ids of the annotations it was made from")
    annotator_count = models.PositiveIntegerField(default=1)
    raw_row = models.JSONField(null=True, blank=True, help_text="the imported row of a video without traces")
    threshold = models.FloatField(
        null=True, blank=True, help_text="the mean vIoU that the project asked for, where agreement made it"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="nobody where a rule made it by itself",
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["video", "version"]
        constraints = [
            models.UniqueConstraint(fields=["video", "version"], name="gold_unique_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="gold_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"gold {self.video_id} v{self.version}"


class GoldTrace(models.Model):
    """One trace of a gold version with the ids of the traces it was made from."""

    class How(models.TextChoices):
        """What the reviewer did to get it."""

        KEPT = "kept"
        MERGED = "merged"
        MAJORITY = "majority"
        EDITED = "edited"
        ADDED = "added"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gold = models.ForeignKey(Gold, on_delete=models.CASCADE, related_name="traces")
    position = models.PositiveIntegerField(default=0)
    onset_frame = models.PositiveIntegerField()
    offset_frame = models.PositiveIntegerField()
    categories = models.JSONField(default=list)
    other_tag = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    keyframes = models.JSONField(default=list)
    sources = models.JSONField(default=list, help_text="trace ids")
    how = models.CharField(max_length=8, choices=How.choices, default=How.KEPT, db_default=How.KEPT.value)
    raw_row = models.JSONField(null=True, blank=True, help_text="the imported row, exported verbatim")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offset_frame__gte=F("onset_frame")), name="gold_trace_offset_not_before_onset"
            )
        ]

    def __str__(self) -> str:
        return f"gold trace {self.id}"
