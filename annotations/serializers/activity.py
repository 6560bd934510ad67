"""Activity as JSON."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models.activity import AIDS
from annotations.serializers.fields import WholeNumberField

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

    id = serializers.UUIDField()
    started_at = serializers.DateTimeField()
    active_ms = WholeNumberField(min_value=0, max_value=SLICE_MS_MAX)
    keyboard = WholeNumberField(min_value=0, max_value=COUNT_MAX)
    pointer = WholeNumberField(min_value=0, max_value=COUNT_MAX)
    edits = CountsField(default=dict, help_text="changes by trace id")
    aids = CountsField(default=dict, help_text=f"uses by aid: {', '.join(AIDS)}")

    def validate_edits(self, edits: dict[str, int]) -> dict[str, int]:
        """The keys are ids of traces."""
        if len(edits) > EDITED_MAX:
            raise serializers.ValidationError(f"At most {EDITED_MAX} traces.", code="max_length")
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
