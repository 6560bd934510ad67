"""Evaluations as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.benchmark.row import SPLITS
from annotations.models import Job
from annotations.serializers.fields import MakerField, ShownField, TextField
from annotations.serializers.jobs import JobOut
from models_service.models import Evaluation
from models_service.selectors.ratings import judging_of

MAX_ID_CHARS = 300


class EvaluationIn(serializers.Serializer[Any]):
    """Predictions (docs/models/evaluation.md) or a model version, and the release that is the truth."""

    project = serializers.SlugField()
    release = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    predictions = serializers.FileField(
        allow_empty_file=True, use_url=False, required=False, help_text="JSON lines; or name a model"
    )
    model = serializers.UUIDField(required=False, help_text="the version that is asked about the videos")
    splits = serializers.ListField(
        child=serializers.ChoiceField(choices=SPLITS), required=False, max_length=len(SPLITS)
    )
    model_id = TextField(
        max_length=MAX_ID_CHARS,
        allow_blank=True,
        default="",
        help_text="which model's lines, where the file holds those of several",
    )
    judge = serializers.ChoiceField(choices=Evaluation.Judge.choices, default=Evaluation.Judge.NONE)

    def validate(self, attrs: Any) -> Any:
        """One of the two."""
        if ("predictions" in attrs) == ("model" in attrs):
            raise serializers.ValidationError("Give predictions or a model.", code="predictions_or_model")
        return attrs


class EvaluationJudgeIn(serializers.Serializer[Any]):
    """Who scores the explanations from now on."""

    judge = serializers.ChoiceField(choices=Evaluation.Judge.choices)


class EvaluationProblemOut(serializers.Serializer[Any]):
    """One thing that is wrong with a line, or with an id that the truth lacks."""

    line = serializers.IntegerField(allow_null=True)
    video_id = serializers.CharField(allow_null=True)
    field = serializers.CharField()
    code = serializers.CharField()
    detail = ShownField()


class RatersAgreementOut(serializers.Serializer[Any]):
    """Krippendorff's alpha with squared differences, and the share of items rated the same by all."""

    alpha = serializers.FloatField(allow_null=True)
    same = serializers.FloatField(allow_null=True)
    items = serializers.IntegerField()
    ratings = serializers.IntegerField()


class JudgingOut(serializers.Serializer[Any]):
    """How the explanations were judged."""

    judge = serializers.ChoiceField(choices=Evaluation.Judge.choices)
    judge_model = serializers.CharField()
    items = serializers.IntegerField()
    judged = serializers.IntegerField()
    rated = serializers.IntegerField()
    raters = serializers.IntegerField()
    raters_agree = RatersAgreementOut()
    judge_agrees = RatersAgreementOut()


class EvaluationOut(serializers.Serializer[Any]):
    """An evaluation; `metrics` are there once it is done: name -> {value, ci, n, reason}, 0 to 100."""

    id = serializers.UUIDField()
    project = serializers.CharField(source="project.slug")
    release = serializers.IntegerField(source="release.version")
    status = serializers.SerializerMethodField()
    job = JobOut(allow_null=True)
    model_id = serializers.CharField()
    model = serializers.UUIDField(source="model_version_id", allow_null=True)
    splits = serializers.ListField(child=serializers.CharField())
    judge = serializers.ChoiceField(choices=Evaluation.Judge.choices)
    sha256 = serializers.CharField()
    metrics = serializers.DictField(allow_null=True)
    created_by = MakerField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=Job.Status.choices))
    def get_status(self, evaluation: Evaluation) -> str:
        """`done` once the numbers are there for good, else how the job stands."""
        if evaluation.finished_at is not None:
            return Job.Status.DONE
        return evaluation.job.status if evaluation.job else Job.Status.FAILED


class EvaluationDetailOut(EvaluationOut):
    """One evaluation with its counts, coverage, groups, and what was wrong with the lines."""

    denominators = serializers.SerializerMethodField()
    coverage = serializers.SerializerMethodField()
    by = serializers.SerializerMethodField()
    predicted_only = serializers.SerializerMethodField()
    judging = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()
    problem_counts = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_denominators(self, evaluation: Evaluation) -> Any:
        """How many videos and rows each number rests on."""
        return (evaluation.report or {}).get("denominators")

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_coverage(self, evaluation: Evaluation) -> Any:
        """How many videos have a prediction, and which parts."""
        return (evaluation.report or {}).get("coverage")

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_by(self, evaluation: Evaluation) -> Any:
        """The metrics by category, source and length of the video."""
        return (evaluation.report or {}).get("by")

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_predicted_only(self, evaluation: Evaluation) -> Any:
        """Metrics, denominators and groups over the videos that have a prediction."""
        return (evaluation.report or {}).get("predicted_only")

    @extend_schema_field(JudgingOut)
    def get_judging(self, evaluation: Evaluation) -> Any:
        """Who judged the explanations, how many of them, and how far judges agree."""
        return JudgingOut(judging_of(evaluation)).data

    @extend_schema_field(EvaluationProblemOut(many=True))
    def get_problems(self, evaluation: Evaluation) -> Any:
        """The first thousand, in the order of the lines."""
        return EvaluationProblemOut((evaluation.report or {}).get("problems", []), many=True).data

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_problem_counts(self, evaluation: Evaluation) -> Any:
        """How many there are of each kind."""
        return (evaluation.report or {}).get("problem_counts", {})
