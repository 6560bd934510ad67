"""What agreement needs of each handed-in answer and of each two of them: computed once, then kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotations.models import Annotation, Project, Video


class AnswerTerms(models.Model):
    """One handed-in answer: a revision of an annotation at a submit; never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="answer_terms")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    handed_in_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Annotation.Verdict.choices)
    traces = models.JSONField(default=list, help_text="[[start, end, [category keys]]], half-open, ordered")
    assisted = models.BooleanField(default=False, help_text="holds a trace that began as a suggestion")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="answer_terms_unique_revision")
        ]
        indexes = [models.Index(fields=["project", "video"], name="answer_terms_of_project")]

    def __str__(self) -> str:
        return f"terms of {self.annotation_id} r{self.revision}"


class PairTerms(models.Model):
    """Two answers on one video: which traces overlap, how much, and how alike their texts are."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    left = models.ForeignKey(AnswerTerms, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(AnswerTerms, on_delete=models.CASCADE, related_name="+")
    overlaps = models.JSONField(default=list, help_text="[[left, right, tIoU, vIoU, chrF2, ROUGE-L]]")
    texts_compared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_terms_unique_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_terms_left_first"),
        ]
        indexes = [
            models.Index(
                fields=["project"], condition=Q(texts_compared=False), name="pair_terms_without_texts"
            )
        ]

    def __str__(self) -> str:
        return f"terms of {self.left_id} and {self.right_id}"


class AgreementReport(models.Model):
    """A whole report with its intervals, for one filter and one state of the answers."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    filters = models.JSONField()
    key = models.CharField(max_length=64, help_text="SHA-256 of filters and answers")
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="agreement_report_unique_key")]

    def __str__(self) -> str:
        return f"agreement of {self.project_id}"


class AgreementWeek(models.Model):
    """Agreement on the videos whose answers were complete in one week, for one state of those answers."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="its Monday")
    key = models.CharField(max_length=64, help_text="SHA-256 of the answers")
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "week"], name="agreement_week_unique_week")]

    def __str__(self) -> str:
        return f"agreement of {self.project_id} in the week of {self.week}"
