"""Answers: annotations, their traces, and what they were at each hand-over."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.assignment import Assignment
from annotations.models.project import Project
from annotations.models.video import Video


class Annotation(models.Model):
    """One person's whole answer about one video."""

    class Status(models.TextChoices):
        """The states; docs/architecture.md has the table of what leads from one to another."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        ACCEPTED = "accepted"

    class Verdict(models.TextChoices):
        """`unsure` is a legitimate answer: can't tell."""

        FAKE = "fake"
        REAL = "real"
        UNSURE = "unsure"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="annotations")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="annotations")
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    assignment = models.OneToOneField(
        Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="annotation"
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    first_pass_revision = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="the revision that was frozen before a model's suggestions were shown",
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices, null=True, blank=True)  # noqa: DJ001
    note = models.TextField(blank=True)
    return_reasons = models.JSONField(
        default=list, blank=True, help_text="why it came back, oldest first: [{reasons, text, at}]"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)

    # The traces in order, where a selector has fetched them.
    trace_rows: list["Trace"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned"]) | Q(verdict__isnull=False),
                name="annotation_submitted_has_verdict",
            )
        ]
        indexes = [
            models.Index(fields=["project", "status", "submitted_at"], name="annotation_by_state"),
            models.Index(fields=["annotator", "project", "status"], name="annotation_of_person"),
            models.Index(
                fields=["annotator", "project", "submitted_at", "status", "id"],
                name="annotation_progress",
            ),
            models.Index(fields=["project", "-updated_at", "-id"], name="annotation_newest"),
            models.Index(
                fields=["project", "-submitted_at", "-id"],
                condition=Q(submitted_at__isnull=False),
                name="annotation_handed_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator} on {self.video_id}"


class Trace(models.Model):
    """One artefact: when it shows (both frames inclusive), where, what kind, why."""

    class Origin(models.TextChoices):
        """Who found it first."""

        HUMAN = "human"
        SUGGESTION = "suggestion"
        IMPORT = "import"

    id = models.UUIDField(primary_key=True)
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="traces")
    position = models.PositiveIntegerField(default=0)
    onset_frame = models.PositiveIntegerField(null=True, blank=True)
    offset_frame = models.PositiveIntegerField(null=True, blank=True)
    categories = models.JSONField(default=list, blank=True, help_text="category keys, the primary one first")
    other_tag = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    keyframes = models.JSONField(default=list, blank=True, help_text="[{frame, left, top, width, height}]")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.HUMAN)
    suggestion = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offset_frame__gte=F("onset_frame")) | Q(onset_frame=None) | Q(offset_frame=None),
                name="trace_offset_not_before_onset",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=3),
                name="trace_confidence_one_to_three",
            ),
        ]

    def __str__(self) -> str:
        return f"trace {self.id}"


class AnnotationRevision(models.Model):
    """The whole answer as it was when it changed hands or its first pass was locked."""

    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Annotation.Status.choices)
    answer = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["revision", "id"]
        indexes = [
            models.Index(
                fields=["annotation", "made_at"],
                condition=Q(status__in=["returned", "accepted"]),
                name="revision_judged",
            )
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id} r{self.revision}"


class AnnotationCopy(models.Model):
    """Work that could not be saved in its place, kept beside the answer: after a lost lease, for example."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="copies")
    base_revision = models.PositiveIntegerField(help_text="the revision that the copied work went on from")
    answer = models.JSONField(help_text="verdict, note and traces as they were on the annotator's screen")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-made_at", "id"]
        verbose_name_plural = "annotation copies"

    def __str__(self) -> str:
        return f"copy of {self.annotation_id} r{self.base_revision}"


class SavedResponse(models.Model):
    """The first response to a write with an Idempotency-Key; the same key again gets it back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="saved_response_unique_key")]

    def __str__(self) -> str:
        return self.key
