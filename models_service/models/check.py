"""Whether a model agrees with an answer that was handed in: for reviewers, never for its annotator."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models import Annotation, Job, Project
from models_service.models.model_version import ModelVersion


class AgreementCheck(models.Model):
    """One comparison of one handed-in revision with one model; it changes nothing of the answer."""

    class State(models.TextChoices):
        """How far it has come."""

        QUEUED = "queued"
        DONE = "done"
        FAILED = "failed"

    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="agreement_checks")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreement_checks")
    revision = models.PositiveIntegerField(help_text="the handed-in revision that was compared")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="checks")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    verdict_agrees = models.BooleanField(null=True, blank=True)
    p_fake = models.FloatField(null=True, blank=True)
    best_viou = models.FloatField(null=True, blank=True)
    best_tiou = models.FloatField(null=True, blank=True)
    parts = models.JSONField(default=dict, help_text="by part: {logprob, prior, pmi, tokens}")
    pmi = models.FloatField(null=True, blank=True, help_text="per token, over all parts")
    percentile = models.FloatField(null=True, blank=True, help_text="within the project, 0 to 1")
    flagged = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, help_text="codes: what the model does not agree with")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="agreement_check_once")
        ]
        indexes = [models.Index(fields=["project", "state", "pmi"], name="agreement_check_ranked")]

    def __str__(self) -> str:
        return f"check of {self.annotation_id} r{self.revision}"
