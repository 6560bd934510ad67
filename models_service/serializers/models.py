"""Model versions as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.serializers.fields import IdField, ShownField, TextField, WholeNumberField
from annotations.texts import filled
from models_service.backends.registry import BACKENDS
from models_service.models import ModelVersion
from models_service.selectors.confidence import is_calibrated
from models_service.selectors.presence import model_health
from models_service.selectors.versions import HEURISTICS

NAME_MAX = 120
FOLDER_MAX = 300
FPS_MAX = 30
FRAMES_MAX = 1000
TOKENS = (64, 65_536)
TRACES_MAX = 50


class FractionField(serializers.FloatField):
    """A JSON number; true and "1" are refused."""

    def to_internal_value(self, data: Any) -> float:
        """The number itself."""
        if type(data) not in (int, float):
            self.fail("invalid")
        return float(super().to_internal_value(data))


class OptionsIn(serializers.Serializer[Any]):
    """How a clip is looked at; what is left out is the model version's own."""

    fps = FractionField(min_value=0.1, max_value=FPS_MAX, required=False)
    max_frames = WholeNumberField(min_value=1, max_value=FRAMES_MAX, required=False)
    visual_budget = WholeNumberField(
        min_value=TOKENS[0], max_value=TOKENS[1], required=False, help_text="visual tokens for the whole clip"
    )
    max_traces = WholeNumberField(min_value=1, max_value=TRACES_MAX, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """No other names."""
        extra = sorted(set(self.initial_data) - set(self.fields)) if hasattr(self, "initial_data") else []
        if extra:
            raise serializers.ValidationError(filled("There is no option {name}.", name=extra[0]))
        return attrs


class ModelListIn(serializers.Serializer[Any]):
    """What may speak in one project; without it every version that the viewer may use."""

    project = serializers.SlugField(required=False, default=None)


class ModelIn(serializers.Serializer[Any]):
    """Weights below the model root (for `openai`: the model's name at the server)."""

    name = TextField(max_length=NAME_MAX)
    backend = serializers.ChoiceField(choices=sorted(set(BACKENDS) - HEURISTICS))
    folder = TextField(max_length=FOLDER_MAX)
    adapter = TextField(max_length=FOLDER_MAX, allow_blank=True, default="")
    project = serializers.SlugField(allow_null=True, default=None, help_text="null: every project's")
    coordinates = serializers.ChoiceField(
        choices=ModelVersion.Coordinates.choices, default=ModelVersion.Coordinates.PIXELS_NATIVE
    )
    sampling = OptionsIn(default=dict)


class ActivateIn(serializers.Serializer[Any]):
    """Where it is to speak."""

    project = serializers.SlugField()


class CalibrationOut(serializers.Serializer[Any]):
    """Platt scaling of the verdict, and what it rests on."""

    a = serializers.FloatField()
    b = serializers.FloatField()
    n_fake = serializers.IntegerField()
    n_real = serializers.IntegerField()
    ece = serializers.FloatField(help_text="expected calibration error after scaling")
    fitted_at = serializers.CharField()


class HealthOut(serializers.Serializer[Any]):
    """Whether it could work now."""

    ok = serializers.BooleanField()
    detail = ShownField(allow_blank=True)
    device = serializers.CharField(allow_blank=True)


class ModelOut(serializers.Serializer[Any]):
    """A model version; the context needs `served` (a GPU worker is there) and may name a `project`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    backend = serializers.CharField()
    heuristic = serializers.SerializerMethodField()
    version = serializers.CharField()
    project = serializers.CharField(source="project.slug", default=None, allow_null=True)
    status = serializers.ChoiceField(choices=ModelVersion.Status.choices)
    active = serializers.SerializerMethodField()
    coordinates = serializers.ChoiceField(choices=ModelVersion.Coordinates.choices)
    sampling = serializers.DictField()
    prompt_version = serializers.CharField()
    calibration = CalibrationOut(allow_null=True)
    calibrated = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    base = serializers.UUIDField(source="base_id", allow_null=True)
    health = serializers.SerializerMethodField()

    def get_heuristic(self, model: ModelVersion) -> bool:
        """Whether it has no weights and never gives a verdict."""
        return model.backend in HEURISTICS

    def get_active(self, model: ModelVersion) -> bool:
        """Whether it speaks in the project asked about (in any, where none was)."""
        project = self.context.get("project")
        return any(project in (None, each.project) for each in model.active_in.all())

    def get_calibrated(self, model: ModelVersion) -> bool:
        """Whether its calibration rests on at least 50 adjudicated videos of each class."""
        return is_calibrated(model.calibration)

    @extend_schema_field(HealthOut)
    def get_health(self, model: ModelVersion) -> Any:
        """Found out without loading anything."""
        return HealthOut(model_health(model, served=self.context["served"])).data


class ReliabilityBinOut(serializers.Serializer[Any]):
    """Videos whose P(fake) lies in [lo, hi): how many, its mean, and the share that is fake."""

    lo = serializers.FloatField()
    hi = serializers.FloatField()
    n = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    share_fake = serializers.FloatField(allow_null=True)


class ModelDetailOut(ModelOut):
    """A model version with its card and its reliability diagram."""

    card = serializers.CharField(help_text="Markdown")
    folder = serializers.CharField()
    adapter = serializers.CharField()
    reliability = serializers.SerializerMethodField()

    @extend_schema_field(ReliabilityBinOut(many=True))
    def get_reliability(self, model: ModelVersion) -> Any:
        """As it was when the calibration was fitted; empty before."""
        return (model.calibration or {}).get("bins", [])


class ModelChosenIn(serializers.Serializer[Any]):
    """Which model: a version, or a back end's newest; neither means the one that speaks in the project."""

    model = IdField(required=False, default=None, allow_null=True)
    backend = serializers.ChoiceField(choices=sorted(BACKENDS), required=False, default="", allow_blank=True)
