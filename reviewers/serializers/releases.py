"""Releases and imports as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation, Category, Job, Video
from annotations.serializers.fields import MakerField, ShownField, TextField, WholeNumberField
from annotations.serializers.jobs import JobOut
from reviewers.models import Release
from reviewers.releases.build import FILES, MANIFEST_FILE, MEDIA_FILE
from reviewers.releases.options import (
    ANSWER_STATES,
    BBOX_POLICIES,
    KEEP,
    MEDIA_FORMS,
    SPLIT_POLICIES,
    ReleaseOptions,
    Selection,
)
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
    verdicts = serializers.ListField(
        child=serializers.ChoiceField(choices=Annotation.Verdict.choices),
        required=False,
        max_length=10,
        help_text="of the gold",
    )
    categories = serializers.ListField(
        child=TextField(max_length=64),
        required=False,
        max_length=1000,
        help_text="keys; a video is in whole where one of its traces has one of them",
    )
    states = serializers.ListField(
        child=serializers.ChoiceField(choices=ANSWER_STATES),
        required=False,
        max_length=10,
        help_text="of all answers that the gold was made of",
    )
    min_agreement = serializers.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        allow_null=True,
        help_text="how alike the answers behind the gold are at least; gold of one answer has no such figure",
    )
    until = serializers.DateField(
        required=False, allow_null=True, help_text="the gold as it was at the end of this day (UTC)"
    )
    without_suggestions = serializers.BooleanField(
        required=False, help_text="no answer behind the gold was given with a model's suggestions in sight"
    )


class ReleaseIn(serializers.Serializer[Any]):
    """What to release and by which policies."""

    project = serializers.SlugField()
    selection = SelectionIn(required=False)
    bbox = serializers.ChoiceField(choices=BBOX_POLICIES, default="onset")
    frame_base = WholeNumberField(min_value=0, max_value=1, default=0)
    include_unsure = serializers.BooleanField(default=False)
    include_undetected = serializers.BooleanField(default=False)
    split_policy = serializers.ChoiceField(
        choices=SPLIT_POLICIES, default=KEEP, help_text="`ratio`: placed anew, for this release alone"
    )
    split_ratio = serializers.ListField(
        child=WholeNumberField(min_value=0, max_value=1000),
        min_length=3,
        max_length=3,
        default=[8, 1, 1],
        help_text="train, val, test; used with `ratio`",
    )
    dense_boxes = serializers.BooleanField(default=False, help_text="every frame's box in traces.jsonl")
    media = serializers.ChoiceField(choices=MEDIA_FORMS, default="zip")
    allow_leaks = serializers.BooleanField(
        default=False, help_text="go on where videos of different splits show or ask for the same"
    )
    notes = TextField(allow_blank=True, max_length=10_000, default="")

    def validate_split_ratio(self, value: list[int]) -> list[int]:
        """At least one split gets something."""
        if sum(value) == 0:
            raise serializers.ValidationError("One of the three parts must be above zero.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Categories are the project's; splits can be chosen where the videos' own ones are kept."""
        selection = attrs.get("selection", {})
        if selection.get("splits") and attrs["split_policy"] != KEEP:
            raise serializers.ValidationError(
                {"selection": {"splits": ["Splits can be chosen where the videos keep their own ones."]}}
            )
        known = Category.objects.filter(project__slug=attrs["project"]).values_list("key", flat=True)
        if set(selection.get("categories", ())) - set(known):
            raise serializers.ValidationError(
                {"selection": {"categories": ["The project has no such category."]}}
            )
        return attrs

    def options(self) -> ReleaseOptions:
        """The policies, without the project."""
        values = dict(self.validated_data)
        del values["project"]
        chosen: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.pop("selection", {}).items()
        }
        ratio = tuple(values.pop("split_ratio"))
        return ReleaseOptions(selection=Selection(**chosen), split_ratio=ratio, **values)


class ReleaseFileOut(serializers.Serializer[Any]):
    """One file of a release."""

    name = serializers.CharField()
    url = serializers.CharField()
    bytes = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    released_sha256 = serializers.CharField(
        required=False, help_text="as it was released: videos have been taken out since"
    )


class ReleaseOut(serializers.Serializer[Any]):
    """A release; its files and counts are there once it is done."""

    project = serializers.CharField(source="project.slug")
    version = serializers.IntegerField()
    status = serializers.SerializerMethodField()
    job = JobOut(allow_null=True)
    options = serializers.JSONField()
    counts = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    made_by = MakerField()
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
        names = [name for name in FILES if name in known or name == MANIFEST_FILE]
        base = f"/api/v1/releases/{release.project.slug}/{release.version}"
        nothing = {"bytes": None, "sha256": None}
        return [
            {"name": name, "url": f"{base}/{name}", **known.get(name, nothing), **_now(release, name)}
            for name in names
        ]


class ReleaseDetailOut(ReleaseOut):
    """One release: what its splits leak, how it differs from the one before, what was taken down since."""

    taken_down = serializers.SerializerMethodField()
    leaks = serializers.JSONField(allow_null=True)
    changes = serializers.SerializerMethodField()
    agreement = serializers.SerializerMethodField()

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_changes(self, release: Release) -> Any:
        """How many videos were added, changed and removed since the release before, by reason."""
        return (release.manifest or {}).get("changes")

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_agreement(self, release: Release) -> Any:
        """The agreement report of that moment, or the reason why there is none."""
        return (release.manifest or {}).get("agreement")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_taken_down(self, release: Release) -> list[str]:
        """`video_id`s."""
        return release_taken_down(release=release)


def _now(release: Release, name: str) -> dict[str, Any]:
    """What is different about a file since videos were taken down."""
    if name != MEDIA_FILE or not release.withheld or not release.manifest:
        return {}
    was = release.manifest["files"][name]["sha256"]
    return {"released_sha256": was, **{key: release.withheld[key] for key in ("bytes", "sha256")}}


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
