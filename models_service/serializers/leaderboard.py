"""Leaderboards, failures and ratings as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.serializers.fields import WholeNumberField
from models_service.evaluation.judging import SCORES
from models_service.evaluation.published import ROWS, difficulty, published_metrics
from models_service.models import Evaluation, EvaluationRow
from models_service.selectors.evaluations import FAILURES

NOT_SCORE = "A score is 0, 0.5 or 1."


class LeaderboardRowOut(serializers.Serializer[Any]):
    """One evaluation, or one row that the paper printed; metrics: name -> {value, ci, n, reason}."""

    id = serializers.CharField()
    model = serializers.CharField()
    published = serializers.BooleanField(help_text="printed in the paper, not run here")
    release = serializers.IntegerField(allow_null=True)
    splits = serializers.ListField(child=serializers.CharField())
    judge = serializers.ChoiceField(choices=Evaluation.Judge.choices, allow_null=True)
    videos = serializers.IntegerField(allow_null=True)
    predicted = serializers.IntegerField(allow_null=True)
    overall = serializers.FloatField(allow_null=True)
    complete = serializers.BooleanField(help_text="false: Overall lacks a judged explanation")
    metrics = serializers.DictField()
    predicted_only = serializers.DictField(allow_null=True, help_text="metrics over predicted videos alone")
    per_category = serializers.DictField()
    difficulty = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="label, explanation, box, time (100 - distance): 0 to 100",
    )


class EvaluationRowOut(serializers.Serializer[Any]):
    """One trace, or a video without any, beside what was predicted; boxes are [x0, y0, x1, y1] in pixels."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    video = serializers.UUIDField(source="video_id")
    width = serializers.IntegerField(source="video.width", allow_null=True)
    height = serializers.IntegerField(source="video.height", allow_null=True)
    frame_count = serializers.IntegerField(source="video.frame_count", allow_null=True)
    has_media = serializers.SerializerMethodField()
    is_fake = serializers.BooleanField()
    is_right = serializers.BooleanField()
    truth = serializers.DictField()
    predicted = serializers.DictField(allow_null=True)
    bbox_iou = serializers.FloatField(allow_null=True)
    time_distance = serializers.FloatField(allow_null=True)
    judged = serializers.FloatField(allow_null=True)

    def get_has_media(self, row: EvaluationRow) -> bool:
        """Whether its frames can be looked at."""
        return row.video is not None and not row.video.metadata_only


class FailureQueryIn(serializers.Serializer[Any]):
    """Which failures."""

    kind = serializers.ChoiceField(choices=sorted(FAILURES), required=False)


class LeaderboardQueryIn(serializers.Serializer[Any]):
    """Which release; without one those of all."""

    release = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class RatingQueryIn(serializers.Serializer[Any]):
    """What is rated: all that waits in a project, or one evaluation of it."""

    project = serializers.SlugField()
    evaluation = serializers.UUIDField(required=False)


class RatingItemOut(serializers.Serializer[Any]):
    """A pair to compare; nothing says which model wrote it."""

    id = serializers.IntegerField()
    video = serializers.UUIDField(source="video_id")
    width = serializers.IntegerField(source="video.width", allow_null=True)
    height = serializers.IntegerField(source="video.height", allow_null=True)
    has_media = serializers.SerializerMethodField()
    onset_frame = serializers.IntegerField(source="truth.onset_frame")
    box = serializers.ListField(source="truth.box", child=serializers.IntegerField())
    truth = serializers.CharField(source="truth.explanation")
    predicted = serializers.CharField(source="predicted.explanation")

    def get_has_media(self, row: EvaluationRow) -> bool:
        """Whether its frame can be looked at."""
        return row.video is not None and not row.video.metadata_only


class RatingNextOut(serializers.Serializer[Any]):
    """The next pair, null once all are rated, and how far one is."""

    item = RatingItemOut(source="row", allow_null=True)
    rated = serializers.IntegerField()
    total = serializers.IntegerField()


class RatingIn(serializers.Serializer[Any]):
    """A score for a pair; again it replaces the one before."""

    item = WholeNumberField(min_value=1, max_value=2**63 - 1)
    score = serializers.FloatField(help_text="0 wrong, 0.5 same object with a wrong reason, 1 right")

    def validate_score(self, score: float) -> float:
        """One of the three."""
        if score not in SCORES:
            raise serializers.ValidationError(NOT_SCORE, code="invalid")
        return score


class RatingOut(serializers.Serializer[Any]):
    """The score as it is kept."""

    item = serializers.IntegerField(source="row_id")
    score = serializers.FloatField()


def leaderboard_rows(evaluations: list[Evaluation]) -> list[dict[str, Any]]:
    """Evaluations and published rows, the best Overall first and those without one last."""
    rows = [_row(each) for each in evaluations] + [_published(model) for model in ROWS]
    return sorted(rows, key=lambda row: (row["overall"] is None, -(row["overall"] or 0), row["model"]))


def _row(evaluation: Evaluation) -> dict[str, Any]:
    metrics, report = evaluation.metrics or {}, evaluation.report or {}
    coverage = report.get("coverage", {})
    only = report.get("predicted_only") or {}
    return {
        "id": str(evaluation.pk),
        "model": evaluation.model_id,
        "published": False,
        "release": evaluation.release.version,
        "splits": evaluation.splits,
        "judge": evaluation.judge,
        "videos": coverage.get("videos"),
        "predicted": coverage.get("predicted"),
        "overall": metrics["overall"]["value"] if metrics else None,
        "complete": bool(metrics) and metrics["overall"]["value"] is not None,
        "metrics": metrics,
        "predicted_only": only.get("metrics"),
        "per_category": report.get("by", {}).get("category", {}),
        "difficulty": difficulty(metrics) if metrics else [],
    }


def _published(model: str) -> dict[str, Any]:
    metrics = published_metrics(model)
    unknown = dict.fromkeys(("release", "judge", "videos", "predicted", "predicted_only"))
    return unknown | {
        "id": f"paper:{model}",
        "model": model,
        "published": True,
        "splits": ["test"],
        "overall": metrics["overall"]["value"],
        "complete": True,
        "metrics": metrics,
        "per_category": {},
        "difficulty": difficulty(metrics),
    }
