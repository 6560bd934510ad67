"""Activity as JSON."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation, User
from annotations.models.activity import AIDS
from annotations.selectors.activity import activity_of
from annotations.selectors.pseudonyms import annotator_name
from annotations.serializers.fields import IdField, WholeNumberField
from annotations.texts import filled

SLICES_MAX = 200
SLICE_MS_MAX = 60 * 60 * 1000
COUNT_MAX = 100_000
EDITED_MAX = 500

COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}


@extend_schema_field(COUNTS)
class CountsField(serializers.DictField):
    """Whole numbers from 0 by name."""

    child = WholeNumberField(min_value=0, max_value=COUNT_MAX)


class SliceIn(serializers.Serializer[Any]):
    """One stretch of work; `active_ms` leaves pauses out."""

    id = IdField()
    started_at = serializers.DateTimeField()
    active_ms = WholeNumberField(min_value=0, max_value=SLICE_MS_MAX)
    keyboard = WholeNumberField(min_value=0, max_value=COUNT_MAX)
    pointer = WholeNumberField(min_value=0, max_value=COUNT_MAX)
    edits = CountsField(default=dict, help_text="changes by trace id")
    aids = CountsField(default=dict, help_text=f"uses by aid: {', '.join(AIDS)}")

    def validate_edits(self, edits: dict[str, int]) -> dict[str, int]:
        """The keys are ids of traces."""
        if len(edits) > EDITED_MAX:
            raise serializers.ValidationError(
                filled("At most {limit} traces.", limit=EDITED_MAX), code="max_length"
            )
        return {_trace_id(key): count for key, count in edits.items()}

    def validate_aids(self, aids: dict[str, int]) -> dict[str, int]:
        """The keys are known aids."""
        unknown = sorted(set(aids) - set(AIDS))
        if unknown:
            raise serializers.ValidationError(
                {name: ["There is no such aid."] for name in unknown}, code="unknown_aid"
            )
        return aids


class ActivityIn(serializers.Serializer[Any]):
    """Slices; one that was sent before counts once."""

    slices = SliceIn(many=True, max_length=SLICES_MAX)  # type: ignore[call-arg]


def _trace_id(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError as error:
        raise serializers.ValidationError(
            {key: ["This is not the id of a trace."]}, code="invalid"
        ) from error


class ActivityRowOut(serializers.Serializer[Any]):
    """What one handed-in answer took; the context needs `viewer`."""

    annotation = serializers.UUIDField(source="pk")
    annotator = serializers.SerializerMethodField()
    video = serializers.UUIDField(source="video_id")
    video_name = serializers.CharField(source="video.video_id")
    active_ms = serializers.SerializerMethodField()
    keyboard = serializers.SerializerMethodField()
    pointer = serializers.SerializerMethodField()
    edits = serializers.SerializerMethodField()
    edits_by_trace = serializers.SerializerMethodField()
    traces = serializers.IntegerField(source="trace_count")
    revisions = serializers.IntegerField(source="revision")
    aids = serializers.SerializerMethodField()
    submitted_at = serializers.DateTimeField()

    def get_annotator(self, annotation: Annotation) -> str:
        """`me` or a pseudonym."""
        return annotator_name(annotation=annotation, viewer=self.context["viewer"])

    def get_active_ms(self, annotation: Annotation) -> int:
        """Without pauses."""
        return activity_of(annotation=annotation).active_ms

    def get_keyboard(self, annotation: Annotation) -> int:
        """Key presses that did something."""
        return activity_of(annotation=annotation).keyboard

    def get_pointer(self, annotation: Annotation) -> int:
        """Clicks and drags that did something."""
        return activity_of(annotation=annotation).pointer

    def get_edits(self, annotation: Annotation) -> int:
        """Changes of traces, also of those that were deleted again."""
        return sum(activity_of(annotation=annotation).edits.values())

    @extend_schema_field(COUNTS)
    def get_edits_by_trace(self, annotation: Annotation) -> Any:
        """The same by trace id."""
        return activity_of(annotation=annotation).edits

    @extend_schema_field(COUNTS)
    def get_aids(self, annotation: Annotation) -> Any:
        """Uses by aid."""
        return activity_of(annotation=annotation).aids


CSV_HEADER = (
    *("annotation", "annotator", "video", "video_name", "active_ms", "keyboard", "pointer", "edits"),
    *("edits_per_trace", "traces", "revisions", *(f"aid_{name}" for name in AIDS), "submitted_at"),
)


def activity_csv_row(annotation: Annotation, viewer: User) -> list[Any]:
    """One row of the CSV: the same, with a column for each aid and the edits of each trace as `3;1;4`."""
    body = dict(ActivityRowOut(annotation, context={"viewer": viewer}).data)
    body["edits_per_trace"] = ";".join(str(count) for count in body["edits_by_trace"].values())
    body |= {f"aid_{name}": body["aids"].get(name, 0) for name in AIDS}
    return [body[name] for name in CSV_HEADER]
