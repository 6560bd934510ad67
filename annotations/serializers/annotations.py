"""Answers as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from annotations.models import Annotation, AnnotationRevision, Event, Trace, User
from annotations.selectors.activity import activity_of
from annotations.selectors.annotations import AnswerLimits, Policy, slot_held, suggestion_policy_of
from annotations.selectors.pseudonyms import actor_name, annotator_name
from annotations.selectors.queue import UNFINISHED
from annotations.serializers.activity import COUNTS
from annotations.serializers.fields import FlagField, IdField, TextField, WholeNumberField
from annotations.services import traces as rules
from annotations.texts import filled

FACTS_SHOWN = ("revision", "reasons", "text", "verdict", "traces")


class KeyframeOut(serializers.Serializer[Any]):
    """A box set by hand, in whole pixels of the upright original picture."""

    frame = serializers.IntegerField()
    left = serializers.IntegerField()
    top = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


@extend_schema_field(KeyframeOut(many=True))
class KeyframesField(serializers.Field[Any, Any, Any, Any]):
    """A trace's keyframes; checked by hand because there may be thousands."""

    def to_internal_value(self, data: Any) -> list[dict[str, int]]:
        """The keyframes, or every error with its index and field."""
        if not isinstance(data, list):
            raise serializers.ValidationError("This must be a list.", code="not_a_list")
        if len(data) > rules.MAX_KEYFRAMES:
            raise serializers.ValidationError(
                filled("A trace has at most {limit} keyframes.", limit=rules.MAX_KEYFRAMES), code="max_length"
            )
        limits: AnswerLimits = self.context["limits"]
        errors = {
            index: found for index, item in enumerate(data) if (found := _keyframe_errors(item, limits))
        }
        if not errors:
            errors = {
                i: {"frame": [ErrorDetail(why, "not_ascending")]} for i, why in rules.ascending_problems(data)
            }
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]
        return [{name: item[name] for name in rules.KEYFRAME_FIELDS} for item in data]

    def to_representation(self, value: Any) -> Any:
        """As stored."""
        return value


def _keyframe_errors(item: Any, limits: AnswerLimits) -> dict[str, list[ErrorDetail]]:
    if not isinstance(item, dict):
        return {"non_field_errors": [ErrorDetail("A keyframe is an object.", "invalid")]}
    wrong = [name for name in rules.KEYFRAME_FIELDS if type(item.get(name)) is not int]
    if wrong:
        return {name: [ErrorDetail("A whole number is required.", "invalid")] for name in wrong}
    found = rules.keyframe_problems(item, limits)
    return {field: [ErrorDetail(detail, code)] for field, code, detail in found}


class FrameField(WholeNumberField):
    """A frame number of the clip, or null while it is not set."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        """The frame number."""
        frame = super().to_internal_value(data)
        for _, code, detail in rules.frame_problems(frame, self.context["limits"]):
            raise serializers.ValidationError(detail, code=code)
        return frame


class TraceIn(serializers.Serializer[Any]):
    """One trace as the client sends it; drafts may be incomplete, what is given must be in range."""

    id = IdField()
    onset_frame = FrameField()
    offset_frame = FrameField()
    categories = serializers.ListField(child=TextField(max_length=64), max_length=rules.MAX_CATEGORIES)
    other_tag = TextField(allow_blank=True, max_length=rules.MAX_TAG, default="")
    explanation = TextField(allow_blank=True, max_length=rules.MAX_TEXT, default="")
    confidence = WholeNumberField(allow_null=True, min_value=1, max_value=3, default=None)
    keyframes = KeyframesField()
    origin = serializers.ChoiceField(choices=Trace.Origin.choices, default=Trace.Origin.HUMAN)
    suggestion = IdField(allow_null=True, default=None)

    def validate_categories(self, keys: list[str]) -> list[str]:
        """Known categories, each once."""
        found = rules.category_problems(keys, self.context["limits"])
        errors = {index: [ErrorDetail(detail, code)] for index, code, detail in found}
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]
        return keys

    def validate(self, attrs: Any) -> Any:
        """Onset, offset and keyframes agree with each other."""
        errors = {field: [ErrorDetail(detail, code)] for field, code, detail in rules.span_problems(attrs)}
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class AnnotationIn(serializers.Serializer[Any]):
    """The whole answer; `limits` in the context is what it is checked against."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, allow_null=True)
    note = TextField(allow_blank=True, max_length=rules.MAX_TEXT)
    traces = TraceIn(many=True, max_length=rules.MAX_TRACES)  # type: ignore[call-arg]

    def validate_traces(self, traces: Any) -> Any:
        """No id twice."""
        detail = ErrorDetail("This id stands twice.", "duplicate")
        errors = {index: {"id": [detail]} for index in rules.duplicate_traces(traces)}
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]
        return traces


class TraceOut(serializers.Serializer[Any]):
    """One stored trace."""

    id = serializers.UUIDField()
    onset_frame = serializers.IntegerField(allow_null=True)
    offset_frame = serializers.IntegerField(allow_null=True)
    categories = serializers.ListField(child=serializers.CharField())
    other_tag = serializers.CharField()
    explanation = serializers.CharField()
    confidence = serializers.IntegerField(allow_null=True)
    keyframes = KeyframeOut(many=True)
    origin = serializers.ChoiceField(choices=Trace.Origin.choices)
    suggestion = serializers.UUIDField(allow_null=True)


class ReturnReasonOut(serializers.Serializer[Any]):
    """Why a reviewer sent it back."""

    reasons = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()
    at = serializers.DateTimeField()


class AnnotationHeadOut(serializers.Serializer[Any]):
    """An answer without its traces; the context needs `viewer`."""

    id = serializers.UUIDField()
    video = serializers.UUIDField(source="video_id")
    project = serializers.CharField(source="project.slug")
    assignment = serializers.UUIDField(source="assignment_id", allow_null=True)
    lease_until = serializers.SerializerMethodField()
    editable = serializers.SerializerMethodField()
    annotator = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Annotation.Status.choices)
    revision = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, allow_null=True)
    note = serializers.CharField()
    return_reasons = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    first_pass_revision = serializers.IntegerField(allow_null=True)
    suggestion_policy = serializers.SerializerMethodField()
    active_ms = serializers.SerializerMethodField()
    aids = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_lease_until(self, annotation: Annotation) -> str | None:
        """The end of the lease while the work is under way."""
        entry = annotation.assignment and annotation.assignment.entry
        if not entry or not slot_held(annotation) or entry.lease_until is None:
            return None
        return _iso(entry.lease_until)

    def get_editable(self, annotation: Annotation) -> bool:
        """Whether the viewer may change it now."""
        viewer: User = self.context["viewer"]
        return (
            annotation.annotator_id == viewer.pk and annotation.status in UNFINISHED and slot_held(annotation)
        )

    def get_annotator(self, annotation: Annotation) -> str:
        """`me` or a pseudonym."""
        return annotator_name(annotation=annotation, viewer=self.context["viewer"])

    @extend_schema_field(serializers.ChoiceField(choices=Policy.choices))
    def get_suggestion_policy(self, annotation: Annotation) -> str:
        """When this answer's annotator sees suggestions."""
        return suggestion_policy_of(annotation)

    def get_active_ms(self, annotation: Annotation) -> int:
        """How long the annotator worked on it, without pauses."""
        return activity_of(annotation=annotation).active_ms

    @extend_schema_field(COUNTS)
    def get_aids(self, annotation: Annotation) -> Any:
        """How often each viewing aid was used for it."""
        return activity_of(annotation=annotation).aids

    @extend_schema_field(ReturnReasonOut(many=True))
    def get_return_reasons(self, annotation: Annotation) -> Any:
        """Oldest first."""
        return annotation.return_reasons


class AnnotationOut(AnnotationHeadOut):
    """The whole answer; needs `trace_rows`."""

    traces = serializers.SerializerMethodField()

    @extend_schema_field(TraceOut(many=True))
    def get_traces(self, annotation: Annotation) -> Any:
        """In the annotator's order."""
        return [rules.trace_body(trace) for trace in annotation.trace_rows]


class AnnotationListedOut(AnnotationHeadOut):
    """An answer in a list; with its traces when they were asked for."""

    trace_count = serializers.IntegerField()


class AnnotationListedWithTracesOut(AnnotationOut):
    """An answer in a list, with its traces."""

    trace_count = serializers.IntegerField()


class AnnotationListIn(serializers.Serializer[Any]):
    """The list's filters."""

    project = serializers.SlugField(required=False, default=None)
    mine = FlagField(required=False, default=False, help_text="only the viewer's own")
    status = serializers.ChoiceField(choices=Annotation.Status.choices, required=False, default=None)
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, required=False, default=None)
    include = serializers.ChoiceField(choices=[("traces", "traces")], required=False, default=None)


class HistoryIn(serializers.Serializer[Any]):
    """Whether the kept answers come along."""

    include = serializers.ChoiceField(choices=[("answers", "answers")], required=False, default=None)


class HistoryEntryOut(serializers.Serializer[Any]):
    """One thing that happened; the context needs `viewer`, `annotation` and `answers`."""

    at = serializers.DateTimeField()
    actor = serializers.SerializerMethodField()
    action = serializers.CharField()
    revision = serializers.SerializerMethodField()
    facts = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()

    def get_actor(self, event: Event) -> str:
        """`me` or a pseudonym."""
        return actor_name(
            annotation=self.context["annotation"], actor_id=event.actor_id, viewer=self.context["viewer"]
        )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_revision(self, event: Event) -> int | None:
        """The revision that it led to."""
        revision: int | None = event.facts.get("revision")
        return revision

    @extend_schema_field(serializers.DictField())
    def get_facts(self, event: Event) -> dict[str, Any]:
        """Reasons, counts and the like."""
        return {name: event.facts[name] for name in FACTS_SHOWN if name in event.facts}

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_answer(self, event: Event) -> Any:
        """The answer as it was then, with `include=answers`."""
        return self.context["answers"].get(self.get_revision(event))


class RevisionOut(serializers.Serializer[Any]):
    """The answer as it was when it changed hands."""

    revision = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Annotation.Status.choices)
    made_at = serializers.DateTimeField()
    verdict = serializers.ChoiceField(
        source="answer.verdict", choices=Annotation.Verdict.choices, allow_null=True
    )
    note = serializers.CharField(source="answer.note")
    traces = serializers.SerializerMethodField()

    @extend_schema_field(TraceOut(many=True))
    def get_traces(self, kept: AnnotationRevision) -> Any:
        """In the annotator's order."""
        return kept.answer["traces"]


def annotation_json(annotation: Annotation, viewer: User) -> dict[str, Any]:
    """The whole answer as plain JSON values, as a request would send them."""
    body: dict[str, Any] = dict(AnnotationOut(annotation, context={"viewer": viewer}).data)
    return body


def _iso(moment: Any) -> str:
    text: str = serializers.DateTimeField().to_representation(moment)
    return text
