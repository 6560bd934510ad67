"""Evaluations: predictions held against a release."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Job, Project, Video
from models_service.models.model_version import ModelVersion
from reviewers.models import Release


class Evaluation(models.Model):
    """One model's predictions, uploaded or made here, and how good they are.

    Once done, neither the predictions nor what they are held against change; only the judge may be another.
    """

    class Judge(models.TextChoices):
        """Who scores the explanations."""

        NONE = "none"
        MODEL = "model"
        PEOPLE = "people"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="evaluations")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="evaluations")
    model_version = models.ForeignKey(
        ModelVersion,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="evaluations",
        help_text="none: the predictions were uploaded",
    )
    model_id = models.CharField(max_length=300, blank=True, help_text="the model that the lines name")
    splits = models.JSONField(default=list, help_text="only videos of these; empty: all")
    options = models.JSONField(default=dict, blank=True, help_text="how the model version is asked")
    judge = models.CharField(max_length=8, choices=Judge.choices, default=Judge.NONE)
    judge_model = models.CharField(max_length=300, blank=True, help_text="the text model that judged")
    file = models.CharField(max_length=80, blank=True, help_text="name of the kept lines")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the kept lines")
    job = models.OneToOneField(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="evaluation"
    )
    metrics = models.JSONField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True, help_text="counts, coverage, groups, problems")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.model_id or 'predictions'} on {self.release}"


class EvaluationRow(models.Model):
    """One trace of a fake video, or one video without any, beside what was predicted for it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(help_text="in the order of the release")
    name = models.CharField(max_length=330, help_text="the trace's id in the report, else the video_id")
    video = models.ForeignKey(Video, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_fake = models.BooleanField()
    truth = models.JSONField(default=dict, help_text="onset, offset, box, explanation, categories")
    predicted = models.JSONField(null=True, blank=True, help_text="none: no line about the video")
    is_right = models.BooleanField(help_text="the label")
    bbox_iou = models.FloatField(null=True, blank=True, help_text="0..100; none: nothing to find")
    time_distance = models.FloatField(null=True, blank=True, help_text="0..100; none: nothing to find")
    needs_judge = models.BooleanField(default=False, help_text="both explain something")
    judged = models.FloatField(null=True, blank=True, help_text="0, 0.5 or 1, or a mean of such")

    class Meta:
        ordering = ["evaluation", "place"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "place"], name="evaluation_row_unique_place")
        ]

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """One person's blind score of one predicted explanation."""

    row = models.ForeignKey(EvaluationRow, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="0, 0.5 or 1")
    rated_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["rated_at", "id"]
        constraints = [models.UniqueConstraint(fields=["row", "rater"], name="rating_once_a_person")]

    def __str__(self) -> str:
        return f"{self.score} for {self.row_id}"


class JudgeAnswer(models.Model):
    """What a text model said about a pair of explanations: it is asked once."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of model, prompt and both texts")
    model = models.CharField(max_length=300)
    score = models.FloatField(help_text="0, 0.5 or 1")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    def __str__(self) -> str:
        return f"{self.score} by {self.model}"
