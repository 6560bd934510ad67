"""Videos as JSON: one shape for those at work, one for those who may know where a video comes from."""

import re
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from annotations.models import Job, Video
from annotations.serializers.fields import MakerField
from annotations.serializers.jobs import FailureOut
from annotations.texts import shown

PROMPT_MAX = 20_000
VIDEO_ID = re.compile(r"[^/\\\x00-\x1f\x7f]+")


class FilmstripOut(serializers.Serializer[Any]):
    """Equal tiles, row by row; tile k shows frame `frames[k]`."""

    columns = serializers.IntegerField()
    tile_width = serializers.IntegerField()
    tile_height = serializers.IntegerField()
    frames = serializers.ListField(child=serializers.IntegerField())


class VideoAtWorkOut(serializers.Serializer[Any]):
    """What an annotator may know of a video: its media, never where it comes from."""

    id = serializers.UUIDField()
    project = serializers.CharField(source="project.slug")
    status = serializers.ChoiceField(choices=Video.Status.choices)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    frame_rate = serializers.SerializerMethodField()
    variable_rate = serializers.BooleanField()
    frame_count = serializers.IntegerField(allow_null=True)
    duration_us = serializers.IntegerField(allow_null=True)
    rotation = serializers.IntegerField()
    has_audio = serializers.BooleanField()
    sha256 = serializers.CharField()
    byte_size = serializers.IntegerField()
    poster = serializers.SerializerMethodField()
    filmstrip = serializers.SerializerMethodField()
    filmstrip_layout = FilmstripOut(source="filmstrip", allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(), allow_null=True))
    def get_frame_rate(self, video: Video) -> list[int] | None:
        """An exact ratio, for display only."""
        if video.frame_rate_num is None or video.frame_rate_den is None:
            return None
        return [video.frame_rate_num, video.frame_rate_den]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_poster(self, video: Video) -> str | None:
        """The path of the poster."""
        return _picture_path(video, "poster.jpg")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_filmstrip(self, video: Video) -> str | None:
        """The path of the filmstrip; `filmstrip_layout` says which tile shows which frame."""
        return _picture_path(video, "filmstrip.jpg")


def _picture_path(video: Video, name: str) -> str | None:
    is_there = video.filmstrip is not None and video.taken_down_at is None
    return f"/api/v1/videos/{video.pk}/{name}" if is_there else None


class VideoFullOut(VideoAtWorkOut):
    """Everything about a video, for those who may know where it comes from."""

    video_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=Video.Kind.choices)
    source = serializers.CharField()  # type: ignore[assignment]  # hides a field's own attribute
    prompt = serializers.CharField()
    licence = serializers.CharField()
    split = serializers.ChoiceField(choices=[("", ""), *Video.Split.choices])
    group = serializers.SerializerMethodField()
    original_name = serializers.CharField()
    metadata_only = serializers.BooleanField()
    gold_clip = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    failure = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()
    taken_down_at = serializers.DateTimeField(allow_null=True)
    taken_down_reason = serializers.CharField()
    taken_down_by = MakerField(allow_null=True)

    def get_group(self, video: Video) -> str:
        """The name of the group that shares a split."""
        return video.group.name if video.group else ""

    @extend_schema_field(FailureOut(allow_null=True))
    def get_failure(self, video: Video) -> dict[str, str] | None:
        """Why ingest failed."""
        if not video.failure_code:
            return None
        return {"code": video.failure_code, "detail": shown(video.failure_detail)}

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_job(self, video: Video) -> str | None:
        """The ingest job; `jobs` in the context maps a video's id to it."""
        job = self.context.get("jobs", {}).get(video.pk)
        return str(job) if job else None


class VideoOut(serializers.Serializer[Any]):
    """The shape that the viewer may see: `sees_provenance` comes from the selector."""

    def to_representation(self, instance: Any) -> Any:
        """One of the two shapes."""
        shape = VideoFullOut if instance.sees_provenance else VideoAtWorkOut
        return shape(instance, context=self.context).data


VIDEO_SCHEMA = PolymorphicProxySerializer(
    component_name="Video",
    serializers=[VideoFullOut, VideoAtWorkOut],
    resource_type_field_name=None,
)
VIDEO_LIST_SCHEMA = PolymorphicProxySerializer(
    component_name="Video",
    serializers=[VideoFullOut, VideoAtWorkOut],
    resource_type_field_name=None,
    many=True,
)


class ProvenanceIn(serializers.ModelSerializer[Video]):
    """Where a video comes from."""

    video_id = serializers.CharField(max_length=200, required=False)
    prompt = serializers.CharField(max_length=PROMPT_MAX, required=False, allow_blank=True)
    group = serializers.CharField(max_length=300, required=False, allow_blank=True)

    class Meta:
        model = Video
        fields = ["video_id", "kind", "source", "prompt", "licence", "split", "group"]
        extra_kwargs = {"kind": {"required": False}}
        validators: list[Any] = []  # the service tells a taken video_id apart from bad input

    def validate_video_id(self, video_id: str) -> str:
        """It names a file in exports: no slashes, no control characters, no leading dot."""
        if not VIDEO_ID.fullmatch(video_id) or video_id.startswith("."):
            raise serializers.ValidationError("Slashes and a leading dot are not allowed.", code="bad_name")
        return video_id


class VideoIn(ProvenanceIn):
    """An upload: the file, its project, where it comes from."""

    file = serializers.FileField(use_url=False)
    project = serializers.SlugField()

    class Meta(ProvenanceIn.Meta):
        fields = ["file", "project", *ProvenanceIn.Meta.fields]


class VideoCreatedOut(serializers.Serializer[Any]):
    """What an upload became."""

    id = serializers.UUIDField()
    video_id = serializers.CharField()
    status = serializers.ChoiceField(choices=Video.Status.choices)
    failure = FailureOut(allow_null=True)
    job = serializers.UUIDField()


def created_out(video: Video, job: Job) -> dict[str, Any]:
    """The answer to a finished upload."""
    created = {
        "id": video.pk,
        "video_id": video.video_id,
        "status": video.status,
        "failure": None,
        "job": job.pk,
    }
    return dict(VideoCreatedOut(created).data)


class TakeDownIn(serializers.Serializer[Any]):
    """Why a video goes: the tombstone says it to everybody who may know where the video came from."""

    reason = serializers.CharField(max_length=2000)


class FrameTableOut(serializers.Serializer[Any]):
    """The presentation times of all frames: index = frame number."""

    time_base = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    pts = serializers.ListField(child=serializers.IntegerField())
    end_pts = serializers.IntegerField()
    key_frames = serializers.ListField(child=serializers.IntegerField())
    frame_count = serializers.IntegerField()
