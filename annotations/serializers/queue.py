"""Claims as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Purpose
from annotations.serializers.annotations import AnnotationOut
from annotations.serializers.videos import VideoAtWorkOut
from annotations.services.assignments import Claim


class QueueNextIn(serializers.Serializer[Any]):
    """Which project's queue; `after`: your annotation that is being handed in now, not what comes next."""

    project = serializers.SlugField()
    after = serializers.UUIDField(required=False, allow_null=True, default=None)


class AssignmentClaimedOut(serializers.Serializer[Any]):
    """The right to work, and for how long."""

    id = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    lease_until = serializers.DateTimeField()
    lease_seconds = serializers.IntegerField()


class PrefetchOut(serializers.Serializer[Any]):
    """The video that probably comes next; nothing is reserved."""

    video = serializers.UUIDField()


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
        video = claim.annotation.video
        video.project = claim.annotation.project
        return VideoAtWorkOut(video).data

    @extend_schema_field(PrefetchOut(allow_null=True))
    def get_prefetch(self, claim: Claim) -> Any:
        """The video that probably comes next."""
        return {"video": str(claim.prefetch)} if claim.prefetch else None
