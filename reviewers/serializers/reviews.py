"""Decisions and the list of answers by state as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Annotation, Project
from annotations.serializers.annotations import AnnotationListedOut
from annotations.serializers.fields import TextField
from reviewers.models import Review

MAX_TEXT = 10_000
MAX_REASONS = 30
JUDGED = [
    (state.value, state.label)
    for state in (Annotation.Status.SUBMITTED, Annotation.Status.RETURNED, Annotation.Status.ACCEPTED)
]


class ReasonIn(serializers.Serializer[Any]):
    """Why work is sent back: quick reasons, a text, or both."""

    reasons = serializers.ListField(
        child=serializers.CharField(max_length=64),
        max_length=MAX_REASONS,
        default=list,
        help_text="codes: " + ", ".join(Review.Reason.values) + ", and the project's own quick reasons",
    )
    text = TextField(allow_blank=True, max_length=MAX_TEXT, default="")

    def validate_reasons(self, reasons: list[str]) -> list[str]:
        """Each once, in the order given; the project's own ones beside those that every project has."""
        project: Project = self.context["project"]
        known = {*Review.Reason.values, *(reason["code"] for reason in project.quick_reasons)}
        if set(reasons) - known:
            raise serializers.ValidationError("The project has no such reason.", code="unknown")
        return list(dict.fromkeys(reasons))

    def validate(self, attrs: Any) -> Any:
        """The annotator must learn something."""
        if not attrs["reasons"] and not attrs["text"].strip():
            raise serializers.ValidationError({"reasons": "Say why."}, code="reason_missing")
        return attrs


class ReviewAnswersIn(serializers.Serializer[Any]):
    """Which project, which state and, if one likes, which verdict."""

    project = serializers.SlugField()
    status = serializers.ChoiceField(choices=JUDGED, required=False, default=Annotation.Status.SUBMITTED)
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, required=False, default=None)


class AnswerCountsOut(serializers.Serializer[Any]):
    """How many answers are in each state; `counted_up_to` stands for that many or more."""

    submitted = serializers.IntegerField()
    returned = serializers.IntegerField()
    accepted = serializers.IntegerField()


class ReviewAnswersOut(serializers.Serializer[Any]):
    """A page of answers, with the counts."""

    counts = AnswerCountsOut()
    counted_up_to = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = AnnotationListedOut(many=True)
