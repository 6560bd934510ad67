"""Viewing aids as JSON."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from annotations.serializers.annotations import FrameField, KeyframeOut
from annotations.serializers.fields import IdField, WholeNumberField
from annotations.services import traces as rules
from annotations.texts import filled

SIGNAL_MAX = 255
TRACK_FRAMES_MAX = 1000


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


class BoxIn(serializers.Serializer[Any]):
    """A box in whole pixels of the upright original picture."""

    left = WholeNumberField()
    top = WholeNumberField()
    width = WholeNumberField()
    height = WholeNumberField()


class TrackIn(serializers.Serializer[Any]):
    """Which box to follow from which frame to which later one; `limits` in the context is the clip's."""

    trace = IdField()
    from_frame = FrameField(allow_null=False)
    to_frame = FrameField(allow_null=False)
    bbox = BoxIn()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The box lies inside the picture, and the span goes forward and not too far."""
        problems = rules.keyframe_problems({**attrs["bbox"], "frame": 0}, self.context["limits"])
        wrong = {field: [ErrorDetail(detail, code)] for field, code, detail in problems}
        if wrong:
            raise serializers.ValidationError({"bbox": wrong})
        if not 1 <= attrs["to_frame"] - attrs["from_frame"] <= TRACK_FRAMES_MAX:
            detail = ErrorDetail(
                filled("It must lie 1 to {most} frames later.", most=TRACK_FRAMES_MAX), "out_of_range"
            )
            raise serializers.ValidationError({"to_frame": [detail]})
        return attrs


class TrackOut(serializers.Serializer[Any]):
    """A proposal: keyframes to put into the trace, how sure they are, and where it was lost."""

    keyframes = KeyframeOut(many=True)
    confidence = serializers.FloatField(min_value=0, max_value=1)
    lost_at = serializers.IntegerField(allow_null=True)
