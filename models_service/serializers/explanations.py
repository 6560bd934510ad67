"""Standardised explanations as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.serializers.fields import IdField, MakerField
from reviewers.models import StandardisedExplanation

MOST_AT_ONCE = 500


class ExplanationOut(serializers.Serializer[Any]):
    """What a person wrote, and the wording proposed beside it."""

    id = serializers.UUIDField()
    video = serializers.UUIDField(source="video_id")
    trace = serializers.UUIDField()
    raw = serializers.CharField()
    proposed = serializers.CharField()
    model = serializers.CharField()
    prompt = serializers.CharField()
    made_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=StandardisedExplanation.Status.choices)
    decided_by = MakerField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class ExplanationDecideIn(serializers.Serializer[Any]):
    """`proposed` takes a decision back."""

    decision = serializers.ChoiceField(choices=StandardisedExplanation.Status.choices)


class ExplanationsDecideIn(ExplanationDecideIn):
    """Several at once: all of them or none."""

    ids = serializers.ListField(child=IdField(), allow_empty=False, max_length=MOST_AT_ONCE)


class ExplanationStatusIn(serializers.Serializer[Any]):
    """The list's filter."""

    status = serializers.ChoiceField(
        choices=StandardisedExplanation.Status.choices, required=False, default=""
    )
