"""Viewing aids as JSON."""

from typing import Any

from rest_framework import serializers

SIGNAL_MAX = 255


class SignalsOut(serializers.Serializer[Any]):
    """One number a frame, on the same scales for every clip."""

    motion = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=SIGNAL_MAX),
        help_text="mean brightness difference to the previous frame; 255 is a difference of 32 or more",
    )
    sharpness = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=SIGNAL_MAX),
        help_text="variance of the Laplacian, by its logarithm; 255 is a variance of 10,000 or more",
    )
