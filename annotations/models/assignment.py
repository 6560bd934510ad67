"""The queue and the right to work on a video.

A video that wants n answers has n queue entries (slots); an entry is held by one person at a time, so the
overlap cannot be exceeded. The lease stands on the entry: a claim is one UPDATE (services/assignments.py).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.project import Project
from annotations.models.video import Video


class Purpose(models.TextChoices):
    """What a person is to do with the video."""

    ANNOTATE = "annotate"
    REVIEW = "review"
    QUALIFY = "qualify"


class QueueEntry(models.Model):
    """One slot of one video, waiting, taken or done."""

    class Status(models.TextChoices):
        """`done` keeps the slot for its holder: returned work goes back to the same person."""

        OPEN = "open"
        TAKEN = "taken"
        DONE = "done"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="queue_entries")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="queue_entries")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    slot = models.PositiveSmallIntegerField(default=0)
    priority = models.IntegerField(default=0, help_text="higher comes first")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="queue_entries",
        help_text="only this person may claim it",
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="held_entries",
    )
    claim = models.UUIDField(null=True, blank=True, unique=True, help_text="the holding assignment's id")
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name_plural = "queue entries"
        constraints = [
            models.UniqueConstraint(fields=["video", "purpose", "slot"], name="queue_entry_unique_slot"),
            models.CheckConstraint(
                condition=Q(status="open", claim=None) | Q(~Q(status="open"), claim__isnull=False),
                name="queue_entry_claim_with_status",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "purpose", "-priority", "id"],
                condition=~Q(status="done"),
                name="queue_entry_unfinished",
            ),
            models.Index(
                fields=["project", "purpose", "lease_until"],
                condition=Q(status="taken"),
                name="queue_entry_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.video_id} slot {self.slot}"


class Assignment(models.Model):
    """One person's right to work on one video for one purpose."""

    class Status(models.TextChoices):
        """`active` and `done` hold the slot; the others have given it up."""

        ACTIVE = "active"
        DONE = "done"
        RELEASED = "released"
        SKIPPED = "skipped"
        EXPIRED = "expired"

    class SkipReason(models.TextChoices):
        """Why a person would not work on a video."""

        DISTRESSING = "distressing"
        UNPLAYABLE = "unplayable"
        UNCLEAR = "unclear_task"
        KNOWN_PERSON = "known_person"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    entry = models.ForeignKey(
        QueueEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    skip_reason = models.CharField(max_length=16, choices=SkipReason.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "person", "purpose"], name="assignment_unique_person"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(status__in=["active", "done"]), name="assignment_unique_holder"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "project", "status"], name="assignment_of_person"),
            models.Index(
                fields=["person"], condition=Q(purpose=Purpose.QUALIFY), name="assignment_qualifying"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose} {self.video_id}"


class Prefetch(models.Model):
    """A person may read the video that probably comes next, for one lease length; nothing is reserved."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="prefetches")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="prefetches")
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "prefetches"
        constraints = [models.UniqueConstraint(fields=["person", "video"], name="prefetch_unique")]

    def __str__(self) -> str:
        return f"{self.person} may read {self.video_id}"


class Look(models.Model):
    """A person has opened somebody else's answer on a video: they cannot answer it blind any more."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "video"], name="look_unique")]

    def __str__(self) -> str:
        return f"{self.person} has seen answers on {self.video_id}"
