"""Gold clips as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation
from annotations.serializers.videos import VideoAtWorkOut
from reviewers.models import GoldClip


class GoldClipIn(serializers.Serializer[Any]):
    """The video that becomes a gold clip."""

    video = serializers.UUIDField()


class GoldClipOut(serializers.Serializer[Any]):
    """One gold clip, its gold in short, and how many answered it right."""

    video = serializers.UUIDField(source="video_id")
    video_id = serializers.CharField(source="video.video_id")
    poster = serializers.SerializerMethodField()
    frame_count = serializers.IntegerField(source="video.frame_count", allow_null=True)
    gold_version = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, source="gold_verdict")
    gold_traces = serializers.IntegerField()
    answers = serializers.IntegerField(help_text="checked answers, those of qualification rounds too")
    passed = serializers.IntegerField(help_text="how many of them were right")
    added_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(
        allow_null=True, help_text="since when it is given to nobody new; it stays out of ordinary work"
    )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_poster(self, clip: GoldClip) -> str | None:
        """The path of the poster."""
        return VideoAtWorkOut().get_poster(clip.video)
