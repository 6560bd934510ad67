"""Leases, skips and gifts as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Assignment
from annotations.serializers.fields import IdField

MAX_GIVEN = 1000
OUTCOMES = ["given", "already_given", "already_assigned", "has_seen_answers", "no_free_slot"]


class LeaseOut(serializers.Serializer[Any]):
    """The end of the renewed lease."""

    lease_until = serializers.DateTimeField()


class SkipIn(serializers.Serializer[Any]):
    """Why the person would not work on the video."""

    reason = serializers.ChoiceField(choices=Assignment.SkipReason.choices)


class AssignmentsGiveIn(serializers.Serializer[Any]):
    """Which videos are to wait for whom."""

    project = serializers.SlugField()
    videos = serializers.ListField(child=IdField(), allow_empty=False, max_length=MAX_GIVEN)
    person = serializers.CharField(max_length=150, help_text="the account's name")


class GivenOut(serializers.Serializer[Any]):
    """What became of one video."""

    video = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)


class AssignmentsGivenOut(serializers.Serializer[Any]):
    """What became of each video."""

    results = GivenOut(many=True)
