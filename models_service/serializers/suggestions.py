"""Suggestions, the jobs that ask for them, and decisions as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Project, Video
from annotations.selectors.pseudonyms import actor_name
from annotations.serializers.annotations import KeyframeOut
from annotations.serializers.fields import IdField, ShownField, TextField
from annotations.serializers.jobs import JobOut
from models_service.models import Suggestion, SuggestionDecision, SuggestionRun
from models_service.selectors.confidence import verdict_shown
from models_service.selectors.versions import HEURISTICS
from models_service.serializers.models import ModelChosenIn, OptionsIn
from models_service.services.suggesting.showing import ShownSuggestions

VIDEOS_MAX = 20_000
REASON_MAX = 500
DECISIONS = [(each.value, each.label) for each in SuggestionDecision.Decision if each.value != "undone"]


class VideoQueryIn(serializers.Serializer[Any]):
    """Which ready videos; an empty query means all of the project."""

    status = serializers.ChoiceField(choices=Video.Status.choices, required=False)
    kind = serializers.ChoiceField(choices=Video.Kind.choices, required=False)
    source = TextField(max_length=200, required=False)  # type: ignore[assignment]  # hides a field's own
    split = serializers.ChoiceField(choices=Video.Split.choices, required=False)


class SuggestionJobIn(ModelChosenIn):
    """Which videos of which project, and which model: `videos` or `query`, not both."""

    project = serializers.SlugField()
    videos = serializers.ListField(child=IdField(), max_length=VIDEOS_MAX, allow_empty=False, required=False)
    query = VideoQueryIn(required=False)
    options = OptionsIn(default=dict)

    def validate(self, attrs: Any) -> Any:
        """One of the two."""
        if ("videos" in attrs) == ("query" in attrs):
            raise serializers.ValidationError("Give videos or a query.", code="videos_or_query")
        return attrs


class SuggestionFailureOut(serializers.Serializer[Any]):
    """Why one video has no suggestions."""

    video = serializers.UUIDField()
    code = serializers.CharField()
    detail = ShownField()


class SuggestionJobOut(JobOut):
    """A job and, once it is done, what came of it."""

    made = serializers.IntegerField(source="result.made", default=None, allow_null=True)
    reused = serializers.IntegerField(source="result.reused", default=None, allow_null=True)
    failed = SuggestionFailureOut(source="result.failed", many=True, default=list)


class AskedIn(serializers.Serializer[Any]):
    """Whose decisions: one's own answer unless another one is named."""

    annotation = IdField(required=False, default=None)


class OwnAnswerIn(serializers.Serializer[Any]):
    """One's own answer about the video."""

    annotation = IdField()


class DecideIn(OwnAnswerIn):
    """What became of a suggestion; the trace itself comes with the answer's PUT."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    trace = IdField(allow_null=True, default=None)
    reason = TextField(max_length=REASON_MAX, allow_blank=True, default="")


class RunModelOut(serializers.Serializer[Any]):
    """Who speaks."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    backend = serializers.CharField()
    heuristic = serializers.SerializerMethodField()

    def get_heuristic(self, model: Any) -> bool:
        """Whether it has no weights and never gives a verdict."""
        return model.backend in HEURISTICS


class ShownVerdictOut(serializers.Serializer[Any]):
    """How likely the clip is generated, as the model has it."""

    p_fake = serializers.FloatField()
    calibrated = serializers.BooleanField()


class RunOut(serializers.Serializer[Any]):
    """One look of one model version."""

    id = serializers.UUIDField()
    model = RunModelOut(source="model_version")
    created_at = serializers.DateTimeField()
    prompt_version = serializers.CharField()
    verdict = serializers.SerializerMethodField()
    marks = serializers.SerializerMethodField()
    raw_text = serializers.CharField()
    parse_ok = serializers.BooleanField()
    warnings = serializers.ListField(child=serializers.CharField())

    @extend_schema_field(ShownVerdictOut(allow_null=True))
    def get_verdict(self, run: SuggestionRun) -> Any:
        """Null where the model never judges."""
        shown = verdict_shown(model=run.model_version, p_fake=run.p_fake, logit=run.logit)
        return shown and {"p_fake": shown.p_fake, "calibrated": shown.calibrated}

    @extend_schema_field(serializers.ListField(child=serializers.ListField(child=serializers.FloatField())))
    def get_marks(self, run: SuggestionRun) -> Any:
        """Moments worth a look: [frame, strength]."""
        return run.marks


class DecisionOut(serializers.Serializer[Any]):
    """The decision that stands; the context needs `annotation` and `viewer`."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField()
    trace = serializers.UUIDField(allow_null=True)
    by = serializers.SerializerMethodField()
    at = serializers.DateTimeField(source="made_at")

    def get_by(self, decision: SuggestionDecision) -> str:
        """`me` or a pseudonym."""
        return actor_name(
            annotation=self.context["annotation"],
            actor_id=decision.made_by_id,
            viewer=self.context["viewer"],
        )


class SuggestionOut(serializers.Serializer[Any]):
    """A proposed trace; the context needs `decisions`, `annotation` and `viewer`."""

    id = serializers.UUIDField()
    run = serializers.UUIDField(source="run_id")
    onset_frame = serializers.IntegerField()
    offset_frame = serializers.IntegerField()
    keyframes = KeyframeOut(many=True)
    categories = serializers.ListField(child=serializers.CharField())
    explanation = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    decision = serializers.SerializerMethodField()

    @extend_schema_field(DecisionOut(allow_null=True))
    def get_decision(self, suggestion: Suggestion) -> Any:
        """What the answer's annotator made of it."""
        found = self.context["decisions"].get(suggestion.pk)
        return found and DecisionOut(found, context=self.context).data


class ShownSuggestionsOut(serializers.Serializer[Any]):
    """What models said about a video; the context needs `viewer`."""

    policy = serializers.ChoiceField(choices=Project.SuggestionPolicy.choices)
    shown = serializers.BooleanField(help_text="false: this answer is in the randomised share without")
    runs = RunOut(many=True)
    suggestions = serializers.SerializerMethodField()

    @extend_schema_field(SuggestionOut(many=True))
    def get_suggestions(self, shown: ShownSuggestions) -> Any:
        """Of all runs, in the models' order."""
        rows = [each for run in shown.runs for each in run.suggestions.all()]
        context = {**self.context, "decisions": shown.decisions, "annotation": shown.annotation}
        return SuggestionOut(rows, many=True, context=context).data
