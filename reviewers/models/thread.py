"""Threads: a question or remark pinned to a video, a frame, a box or a trace, and what is said about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Annotation, Project, Video


class Thread(models.Model):
    """Where it is pinned, who may read it besides the project's judges, and whether it is settled."""

    class Status(models.TextChoices):
        """`resolved` hides it from the open ones; it can be reopened."""

        OPEN = "open"
        RESOLVED = "resolved"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="threads")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="threads")
    annotation = models.ForeignKey(
        Annotation, null=True, blank=True, on_delete=models.CASCADE, related_name="threads"
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="threads",
        help_text="whose answer it is about, or which annotator asked: the one reader who is no judge",
    )
    trace = models.UUIDField(null=True, blank=True, help_text="a trace of the annotation; it may be gone")
    frame = models.PositiveIntegerField(null=True, blank=True)
    bbox = models.JSONField(null=True, blank=True, help_text="left, top, width, height on that frame")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads_opened"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    comment_count = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trace=None) | Q(annotation__isnull=False), name="thread_trace_of_annotation"
            ),
            models.CheckConstraint(
                condition=Q(bbox=None) | Q(frame__isnull=False), name="thread_box_on_frame"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-last_comment_at", "-id"], name="thread_of_project"),
            models.Index(fields=["video", "annotation"], name="thread_of_video"),
            models.Index(fields=["annotator"], name="thread_of_annotator"),
        ]

    def __str__(self) -> str:
        return f"thread {self.id}"


class Comment(models.Model):
    """One thing that somebody said; plain text, never changed. `number` counts from 1 within the thread."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="comment_unique_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="comment_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"comment {self.number} of {self.thread_id}"


class Mention(models.Model):
    """A comment names a person, by the name under which its author knows them."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    name = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mention_unique_person")]

    def __str__(self) -> str:
        return f"@{self.name}"


class ThreadRead(models.Model):
    """Up to which comment a person has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thread_reads"
    )
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="thread_read_unique")]

    def __str__(self) -> str:
        return f"{self.person} has read {self.thread_id} up to {self.number}"
