"""Claims as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Purpose, Video
from annotations.serializers.annotations import AnnotationOut
from annotations.services.assignments import Claim


class QueueNextIn(serializers.Serializer[Any]):
    """Which project's queue."""

    project = serializers.SlugField()


class AssignmentClaimedOut(serializers.Serializer[Any]):
    """The right to work, and for how long."""

    id = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    lease_until = serializers.DateTimeField()
    lease_seconds = serializers.IntegerField()


class PrefetchOut(serializers.Serializer[Any]):
    """The video that probably comes next; nothing is reserved."""

    video = serializers.UUIDField()


class VideoAtWorkOut(serializers.Serializer[Any]):
    """What an annotator may know of a video: its media, never where it comes from."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    frame_rate = serializers.SerializerMethodField()
    frame_count = serializers.IntegerField(allow_null=True)
    duration_us = serializers.IntegerField(allow_null=True)
    rotation = serializers.IntegerField()
    poster = serializers.SerializerMethodField()
    filmstrip = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(), allow_null=True))
    def get_frame_rate(self, video: Video) -> list[int] | None:
        """An exact ratio, for display only."""
        if video.frame_rate_num is None or video.frame_rate_den is None:
            return None
        return [video.frame_rate_num, video.frame_rate_den]

    def get_poster(self, video: Video) -> str:
        """The path of the poster."""
        return f"/api/v1/videos/{video.pk}/poster.jpg"

    def get_filmstrip(self, video: Video) -> str:
        """The path of the filmstrip."""
        return f"/api/v1/videos/{video.pk}/filmstrip.jpg"


class ClaimOut(serializers.Serializer[Any]):
    """What to work on now."""

    assignment = serializers.SerializerMethodField()
    annotation = serializers.SerializerMethodField()
    video = serializers.SerializerMethodField()
    prefetch = serializers.SerializerMethodField()

    @extend_schema_field(AssignmentClaimedOut)
    def get_assignment(self, claim: Claim) -> Any:
        """The right to work on it."""
        return AssignmentClaimedOut(
            {
                "id": claim.assignment.pk,
                "purpose": claim.assignment.purpose,
                "lease_until": claim.lease_until,
                "lease_seconds": claim.annotation.project.lease_seconds,
            }
        ).data

    @extend_schema_field(AnnotationOut)
    def get_annotation(self, claim: Claim) -> Any:
        """The answer to go on with."""
        return AnnotationOut(claim.annotation, context=self.context).data

    @extend_schema_field(VideoAtWorkOut)
    def get_video(self, claim: Claim) -> Any:
        """What the annotator may know of the video."""
        return VideoAtWorkOut(claim.annotation.video).data

    @extend_schema_field(PrefetchOut(allow_null=True))
    def get_prefetch(self, claim: Claim) -> Any:
        """The video that probably comes next."""
        return {"video": str(claim.prefetch)} if claim.prefetch else None
