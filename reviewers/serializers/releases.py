"""Releases and imports as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Job, Video
from annotations.serializers.fields import ShownField, TextField, WholeNumberField
from annotations.serializers.jobs import JobOut
from reviewers.models import Release
from reviewers.releases.build import FILES
from reviewers.releases.options import BBOX_POLICIES, ReleaseOptions, Selection
from reviewers.selectors.releases import release_taken_down
from reviewers.services.import_jobs import BENCHMARK, FORMATS

MAX_CHOSEN = 100_000


class SelectionIn(serializers.Serializer[Any]):
    """Which videos; what is left out or empty restricts nothing."""

    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Video.Kind.choices), required=False, max_length=10
    )
    sources = serializers.ListField(child=TextField(max_length=200), required=False, max_length=MAX_CHOSEN)
    splits = serializers.ListField(
        child=serializers.ChoiceField(choices=Video.Split.choices), required=False, max_length=10
    )
    video_ids = serializers.ListField(child=TextField(max_length=300), required=False, max_length=MAX_CHOSEN)


class ReleaseIn(serializers.Serializer[Any]):
    """What to release and by which policies."""

    project = serializers.SlugField()
    selection = SelectionIn(required=False)
    bbox = serializers.ChoiceField(choices=BBOX_POLICIES, default="onset")
    frame_base = WholeNumberField(min_value=0, max_value=1, default=0)
    include_unsure = serializers.BooleanField(default=False)
    include_undetected = serializers.BooleanField(default=False)
    notes = TextField(allow_blank=True, max_length=10_000, default="")

    def options(self) -> ReleaseOptions:
        """The policies, without the project."""
        values = dict(self.validated_data)
        del values["project"]
        chosen = {name: tuple(items) for name, items in values.pop("selection", {}).items()}
        return ReleaseOptions(selection=Selection(**chosen), **values)


class ReleaseFileOut(serializers.Serializer[Any]):
    """One file of a release."""

    name = serializers.CharField()
    url = serializers.CharField()
    bytes = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)


class ReleaseOut(serializers.Serializer[Any]):
    """A release; its files and counts are there once it is done."""

    project = serializers.CharField(source="project.slug")
    version = serializers.IntegerField()
    status = serializers.SerializerMethodField()
    job = JobOut(allow_null=True)
    options = serializers.JSONField()
    counts = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    made_by = serializers.CharField(source="made_by.username")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=Job.Status.choices))
    def get_status(self, release: Release) -> str:
        """`done` once the files are there for good, else how the job stands."""
        if release.finished_at is not None:
            return Job.Status.DONE
        return release.job.status if release.job else Job.Status.FAILED

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_counts(self, release: Release) -> Any:
        """Rows, traces, videos by kind and split, categories, and what was left out."""
        return (release.manifest or {}).get("counts")

    @extend_schema_field(ReleaseFileOut(many=True))
    def get_files(self, release: Release) -> list[dict[str, Any]]:
        """The files with their sizes and hashes; the manifest does not hash itself."""
        if release.manifest is None:
            return []
        known = release.manifest["files"]
        base = f"/api/v1/releases/{release.project.slug}/{release.version}"
        nothing = {"bytes": None, "sha256": None}
        return [{"name": name, "url": f"{base}/{name}", **known.get(name, nothing)} for name in FILES]


class ReleaseDetailOut(ReleaseOut):
    """One release, and which of its videos were taken down since."""

    taken_down = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_taken_down(self, release: Release) -> list[str]:
        """`video_id`s."""
        return release_taken_down(release=release)


class NameMapIn(serializers.Serializer[Any]):
    """What a Labelbox file does not say itself: by Labelbox's name of a video, or by raw tag."""

    videos = serializers.DictField(child=TextField(max_length=300), required=False)
    kinds = serializers.DictField(child=serializers.ChoiceField(choices=["fake", "real"]), required=False)
    categories = serializers.DictField(child=TextField(max_length=100), required=False)


class ImportIn(serializers.Serializer[Any]):
    """A file of benchmark rows.

    `metadata_only` makes videos without media; without it, the rows must belong to videos of the project.
    """

    project = serializers.SlugField()
    file = serializers.FileField(allow_empty_file=True)
    frame_base = serializers.IntegerField(min_value=0, max_value=1, default=0)
    metadata_only = serializers.BooleanField(default=False)
    format = serializers.ChoiceField(choices=FORMATS, default=BENCHMARK)
    map = serializers.JSONField(required=False, help_text="for labelbox: {videos, kinds, categories}")

    def validate_map(self, value: Any) -> Any:
        """Names by Labelbox's name of a video, or by raw tag."""
        body = NameMapIn(data=value)
        body.is_valid(raise_exception=True)
        return body.validated_data


class RowErrorOut(serializers.Serializer[Any]):
    """Why a row was left out."""

    row = serializers.IntegerField()
    field = serializers.CharField()
    code = serializers.CharField()
    detail = ShownField()


class ImportResultOut(serializers.Serializer[Any]):
    """What became of the rows of a file."""

    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = RowErrorOut(many=True)  # type: ignore[assignment]  # hides a serializer's own attribute
    without_counterpart = RowErrorOut(many=True, required=False)


class ImportOut(JobOut):
    """An import: a job whose result says what became of each row."""

    result = ImportResultOut(allow_null=True)  # type: ignore[assignment]  # the job's is a path
