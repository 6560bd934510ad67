"""Rewards as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Job
from annotations.serializers.annotations import KeyframeOut
from annotations.serializers.fields import IdField
from annotations.serializers.jobs import FailureOut, JobOut

BATCH_MAX = 5000


class RewardIn(serializers.Serializer[Any]):
    """A video of the platform, or a file with the project whose model judges it."""

    video = IdField(required=False, default=None, allow_null=True)
    file = serializers.FileField(required=False, default=None, allow_null=True)
    project = serializers.SlugField(required=False, default=None, allow_null=True)

    def validate(self, attrs: Any) -> Any:
        """One of the two; a file needs a project."""
        if (attrs["video"] is None) == (attrs["file"] is None):
            raise serializers.ValidationError("Give a video or a file.", code="video_or_file")
        if attrs["file"] is not None and not attrs["project"]:
            raise serializers.ValidationError({"project": "A file needs the project whose model judges it."})
        return attrs


class RewardBatchIn(serializers.Serializer[Any]):
    """Videos of one project."""

    project = serializers.SlugField()
    videos = serializers.ListField(child=IdField(), max_length=BATCH_MAX, allow_empty=False)


class RewardTraceOut(serializers.Serializer[Any]):
    """Where the model sees an artefact."""

    onset_frame = serializers.IntegerField()
    offset_frame = serializers.IntegerField()
    keyframes = KeyframeOut(many=True)
    categories = serializers.ListField(child=serializers.CharField())
    explanation = serializers.CharField()
    score = serializers.FloatField(allow_null=True)


class RewardOut(serializers.Serializer[Any]):
    """A score; null until it is there."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Job.Status.choices)
    p_fake = serializers.FloatField(allow_null=True)
    calibrated = serializers.BooleanField()
    reward = serializers.FloatField(allow_null=True, help_text="1 - p_fake")
    traces = RewardTraceOut(many=True)
    model_version = serializers.UUIDField()
    job = serializers.UUIDField(allow_null=True)
    error = FailureOut(allow_null=True)


class RewardBatchOut(JobOut):
    """The job, and the rewards to read once it is done, in the order asked for."""

    rewards = serializers.ListField(child=serializers.UUIDField())
