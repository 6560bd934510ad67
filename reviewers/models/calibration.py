"""Checking people on videos whose answer is known: gold clips, qualification rounds, what came of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import get_random_string

from annotations.models import Annotation, Project, Video
from reviewers.models.gold import Gold

SECRET_LENGTH = 64


def secret_new() -> str:
    """A secret that nobody can guess."""
    return get_random_string(SECRET_LENGTH)


class CalibrationSecret(models.Model):
    """What makes the places of gold clips in a project's queue unpredictable; never shown."""

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.CASCADE, related_name="calibration_secret"
    )
    secret = models.CharField(max_length=SECRET_LENGTH, default=secret_new)

    def __str__(self) -> str:
        return f"calibration secret of {self.project_id}"


class GoldClip(models.Model):
    """A video with gold that serves to check annotators; a retired one is given to nobody new."""

    video = models.OneToOneField(
        Video, primary_key=True, on_delete=models.CASCADE, related_name="gold_clip_record"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "video"]

    def __str__(self) -> str:
        return f"gold clip {self.video_id}"


class QualificationRound(models.Model):
    """One attempt of one person: the clips in their order and the marks that counted when it began."""

    class Status(models.TextChoices):
        """How far it is."""

        RUNNING = "running"
        PASSED = "passed"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="qualification_rounds")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="qualification_rounds"
    )
    attempt = models.PositiveSmallIntegerField(help_text="from 1")
    clips = models.JSONField(help_text="video ids in the order of the round")
    share = models.FloatField()
    tiou = models.FloatField()
    viou = models.FloatField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(default=timezone.now, db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "person", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person", "attempt"], name="qualification_unique_attempt"
            ),
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(status="running"),
                name="qualification_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} attempt {self.attempt}"


class ExtraAttempt(models.Model):
    """One attempt more than the project allows, granted to one person by an admin."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project", "person"], name="extra_attempt_of_person")]

    def __str__(self) -> str:
        return f"extra attempt of {self.person}"


class ClipCheck(models.Model):
    """One answer on a gold clip against its gold: made once, at the first handing-in, never changed."""

    annotation = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.CASCADE, related_name="clip_check"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    gold = models.ForeignKey(Gold, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(
        QualificationRound, null=True, blank=True, on_delete=models.CASCADE, related_name="checks"
    )
    revision = models.PositiveIntegerField(help_text="the annotation's revision that was checked")
    handed_in_at = models.DateTimeField()
    verdict_right = models.BooleanField()
    expected = models.PositiveIntegerField(help_text="traces of the gold")
    given = models.PositiveIntegerField(help_text="traces of the answer")
    found = models.PositiveIntegerField(
        help_text="expected traces that the answer has, by the project's marks"
    )
    categories_right = models.PositiveIntegerField(help_text="found traces with a right primary category")
    tiou = models.FloatField(
        null=True, blank=True, help_text="mean over the expected traces; null without any"
    )
    viou = models.FloatField(
        null=True, blank=True, help_text="mean over the expected traces; null without any"
    )
    passed = models.BooleanField()
    pairs = models.JSONField(default=list, help_text="[{expected, own, tiou, viou, found, category_right}]")
    checked_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project", "person", "handed_in_at"], name="clip_check_of_person")]

    def __str__(self) -> str:
        return f"check of {self.annotation_id}"
