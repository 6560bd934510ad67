"""Uploads in parts as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Upload
from annotations.serializers.videos import ProvenanceIn

SHA256 = r"^[0-9a-f]{64}$"
PARTS_AT_ONCE = 100


class UploadIn(ProvenanceIn):
    """The file that is to come, its project, where it comes from."""

    project = serializers.SlugField()
    name = serializers.CharField(max_length=300)
    byte_size = serializers.IntegerField(min_value=1, max_value=2**53)
    sha256 = serializers.RegexField(SHA256, required=False, allow_blank=True, default="")

    def validate_name(self, name: str) -> str:
        """What a form's file name becomes too: the last part of a path, without what cannot be seen."""
        plain = name.replace("\\", "/").rpartition("/")[2]
        return "".join(char for char in plain if char.isprintable()).strip(". ") or "video"

    class Meta(ProvenanceIn.Meta):
        fields = ["project", "name", "byte_size", "sha256", *ProvenanceIn.Meta.fields]


class PartOut(serializers.Serializer[Any]):
    """A part that has arrived whole."""

    offset = serializers.IntegerField()
    sha256 = serializers.CharField()


class UploadOut(serializers.ModelSerializer[Upload]):
    """An upload: every part but the last has `part_bytes`; with `direct`, `links/` says where parts go."""

    project = serializers.CharField(source="project.slug")
    direct = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = ["id", "project", "name", "byte_size", "part_bytes", "direct", "created_at", "finished_at"]
        read_only_fields = fields

    def get_direct(self, _: Upload) -> bool:
        """Whether parts may go straight to the object storage."""
        return bool(self.context["direct"])


class UploadFullOut(UploadOut):
    """An upload with the parts that need not be sent again."""

    parts = PartOut(many=True)

    class Meta(UploadOut.Meta):
        fields = [*UploadOut.Meta.fields, "parts"]
        read_only_fields = fields


class PartWish(serializers.Serializer[Any]):
    """A part that is to be sent."""

    offset = serializers.IntegerField(min_value=0, max_value=2**53)
    sha256 = serializers.RegexField(SHA256)


class LinksIn(serializers.Serializer[Any]):
    """The parts that links are asked for."""

    parts = serializers.ListField(child=PartWish(), min_length=1, max_length=PARTS_AT_ONCE)


class LinkOut(serializers.Serializer[Any]):
    """PUT the part here, with these headers, within the hour."""

    offset = serializers.IntegerField()
    url = serializers.CharField()
    headers = serializers.DictField(child=serializers.CharField())


class LinksOut(serializers.Serializer[Any]):
    """Where parts go."""

    links = LinkOut(many=True)
