"""What a person hears and how far they are, as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Annotation

KINDS = [(Annotation.Status.RETURNED.value, "returned"), (Annotation.Status.ACCEPTED.value, "accepted")]


class NoticeOut(serializers.Serializer[Any]):
    """An answer of one's own that came back or was accepted."""

    kind = serializers.ChoiceField(choices=KINDS)
    annotation = serializers.UUIDField()
    project = serializers.CharField()
    at = serializers.DateTimeField()
    reasons = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()
    seen = serializers.BooleanField()


class NoticesOut(serializers.Serializer[Any]):
    """How many are new, and the newest ones."""

    unseen = serializers.IntegerField()
    results = NoticeOut(many=True)


class NoticesSeenIn(serializers.Serializer[Any]):
    """Everything up to this moment is seen: the `at` of the newest notice that was shown."""

    until = serializers.DateTimeField()
