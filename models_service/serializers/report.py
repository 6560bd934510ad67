"""The provenance and anchoring report as JSON."""

from typing import Any

from rest_framework import serializers

from reviewers.serializers.agreement import UNDEFINED


class ReportStatisticOut(serializers.Serializer[Any]):
    """A mean with its 95 % interval by bootstrap over videos; null with a reason where there is none."""

    value = serializers.FloatField(allow_null=True)
    ci = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=UNDEFINED, allow_null=True)


class ReportModelOut(serializers.Serializer[Any]):
    """Which version."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    backend = serializers.CharField()
    version = serializers.CharField()


class ByModelOut(serializers.Serializer[Any]):
    """What people made of one version's suggestions; edit distances are of those that were taken."""

    model = ReportModelOut()
    shown = serializers.IntegerField()
    accepted = serializers.IntegerField()
    edited = serializers.IntegerField()
    rejected = serializers.IntegerField()
    ignored = serializers.IntegerField()
    acceptance = ReportStatisticOut()
    tiou = ReportStatisticOut()
    box_iou = ReportStatisticOut()
    text_distance = ReportStatisticOut()


class ArmOut(serializers.Serializer[Any]):
    """Handed-in answers with, or without, suggestions; only where there was something to show."""

    videos = serializers.IntegerField()
    answers = serializers.IntegerField()
    active_ms = ReportStatisticOut()
    gold_agreement = ReportStatisticOut(help_text="of verdicts, with gold that others made")


class ArmsOut(serializers.Serializer[Any]):
    """Both arms."""

    def get_fields(self) -> dict[str, Any]:
        """`with` is a word of Python."""
        return {"with": ArmOut(), "without": ArmOut()}


class FirstPassOut(serializers.Serializer[Any]):
    """What changed between the locked first pass and what was handed in."""

    answers = serializers.IntegerField()
    changed_verdict = serializers.IntegerField()
    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    moved = serializers.IntegerField()


class CheckCountsOut(serializers.Serializer[Any]):
    """Checked answers that a reviewer decided about: flagged or not, and how many of them came back."""

    flagged = serializers.IntegerField()
    flagged_returned = serializers.IntegerField()
    unflagged = serializers.IntegerField()
    unflagged_returned = serializers.IntegerField()


class SuggestionReportOut(serializers.Serializer[Any]):
    """Whether suggestions help, and whether they lead people astray."""

    by_model = ByModelOut(many=True)
    arms = ArmsOut()
    first_pass = FirstPassOut()
    checks = CheckCountsOut()
