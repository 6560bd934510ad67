"""Evaluations as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.benchmark.row import SPLITS
from annotations.models import Job
from annotations.serializers.fields import ShownField, TextField
from annotations.serializers.jobs import JobOut
from models_service.models import Evaluation

MAX_ID_CHARS = 300


class EvaluationIn(serializers.Serializer[Any]):
    """Prediction JSON lines (docs/models/evaluation.md), and the release that they are held against."""

    project = serializers.SlugField()
    release = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    predictions = serializers.FileField(allow_empty_file=True, use_url=False)
    splits = serializers.ListField(
        child=serializers.ChoiceField(choices=SPLITS), required=False, max_length=len(SPLITS)
    )
    model_id = TextField(
        max_length=MAX_ID_CHARS,
        allow_blank=True,
        default="",
        help_text="which model's lines, where the file holds those of several",
    )


class EvaluationProblemOut(serializers.Serializer[Any]):
    """One thing that is wrong with a line, or with an id that the truth lacks."""

    line = serializers.IntegerField(allow_null=True)
    video_id = serializers.CharField(allow_null=True)
    field = serializers.CharField()
    code = serializers.CharField()
    detail = ShownField()


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
    sha256 = serializers.CharField()
    metrics = serializers.DictField(allow_null=True)
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)
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

    @extend_schema_field(EvaluationProblemOut(many=True))
    def get_problems(self, evaluation: Evaluation) -> Any:
        """The first thousand, in the order of the lines."""
        return EvaluationProblemOut((evaluation.report or {}).get("problems", []), many=True).data

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_problem_counts(self, evaluation: Evaluation) -> Any:
        """How many there are of each kind."""
        return (evaluation.report or {}).get("problem_counts", {})
