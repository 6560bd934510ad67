"""What a person hears and how far they are, as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Annotation

KINDS = [
    (Annotation.Status.RETURNED.value, "returned"),
    (Annotation.Status.ACCEPTED.value, "accepted"),
    ("mention", "mention"),
    ("reply", "reply"),
]


class DayOut(serializers.Serializer[Any]):
    """One day's work; days are UTC days."""

    date = serializers.DateField()
    submitted = serializers.IntegerField()
    active_ms = serializers.IntegerField()


class ProgressOut(serializers.Serializer[Any]):
    """One's own numbers: how many answers in each state, the last 14 days, the usual time for one."""

    counts = serializers.DictField(child=serializers.IntegerField())
    days = DayOut(many=True)
    median_active_ms = serializers.IntegerField(allow_null=True)


class NoticeOut(serializers.Serializer[Any]):
    """An answer of one's own that came back or was accepted; a mention or a reply in a thread."""

    kind = serializers.ChoiceField(choices=KINDS)
    annotation = serializers.UUIDField(allow_null=True)
    thread = serializers.UUIDField(allow_null=True)
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
