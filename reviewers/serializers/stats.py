"""The dashboard's report."""

from typing import Any

from rest_framework import serializers

from reviewers.serializers.agreement import UNDEFINED


class DayStatsOut(serializers.Serializer[Any]):
    """One day; days are UTC days."""

    date = serializers.DateField()
    submitted = serializers.IntegerField(help_text="answers handed in for the first time")
    accepted = serializers.IntegerField()
    returned = serializers.IntegerField()
    gold = serializers.IntegerField(help_text="videos that got their first gold")
    active_ms = serializers.IntegerField(help_text="work without pauses")


class BarOut(serializers.Serializer[Any]):
    """How many answers took from `from_ms` to less than `to_ms`; null where there is no end."""

    from_ms = serializers.IntegerField()
    to_ms = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()


class ActiveOut(serializers.Serializer[Any]):
    """What one answer about one video took, without pauses."""

    n = serializers.IntegerField()
    total = serializers.IntegerField()
    median = serializers.IntegerField(allow_null=True)
    p90 = serializers.IntegerField(allow_null=True)
    bars = BarOut(many=True)


class VerdictTotalsOut(serializers.Serializer[Any]):
    """How often each verdict was given."""

    fake = serializers.IntegerField()
    real = serializers.IntegerField()
    unsure = serializers.IntegerField()


class SourceVerdictsOut(VerdictTotalsOut):
    """The same for one kind and source of videos."""

    kind = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class SourceCategoriesOut(serializers.Serializer[Any]):
    """How many traces were marked in videos of one source, and how many carry each category."""

    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    traces = serializers.IntegerField()
    categories = serializers.DictField(child=serializers.IntegerField())


class PointOut(serializers.Serializer[Any]):
    """One number: null with a reason where it is not defined."""

    value = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=UNDEFINED, allow_null=True)


class WeekOut(serializers.Serializer[Any]):
    """Agreement on the videos whose answers were complete in the week that begins on this Monday."""

    week = serializers.DateField()
    videos = serializers.IntegerField()
    pairs = serializers.IntegerField()
    verdict_alpha = PointOut()
    verdict_raw = PointOut()
    found = PointOut(help_text="F1 at vIoU .3")
    mean_viou = PointOut()
    frame_alpha = PointOut()


class ConflictCountOut(serializers.Serializer[Any]):
    """How many conflicts of one kind reviewers find, in how many videos."""

    kind = serializers.CharField()
    conflicts = serializers.IntegerField()
    videos = serializers.IntegerField()


class PendingStatsOut(serializers.Serializer[Any]):
    """What agreement over time leaves out until the agreement job has run."""

    answers = serializers.IntegerField(help_text="handed in since, too many to take in at once")
    pairs = serializers.IntegerField(help_text="of answers, whose overlaps are not known yet")


COUNTING = "how far a new count is (0 to 1), null while none is under way"


class StatsCountOut(serializers.Serializer[Any]):
    """That a count was asked for; null where the project is counted for each request."""

    counting = serializers.FloatField(allow_null=True, help_text=COUNTING)


class StatsOut(serializers.Serializer[Any]):
    """A project in numbers."""

    as_of = serializers.DateTimeField(help_text="what happened later is not counted")
    kept = serializers.BooleanField(help_text="counted by a job, not for this request")
    due = serializers.BooleanField(help_text="the count is old, and no new one is under way")
    counting = serializers.FloatField(allow_null=True, help_text=COUNTING)
    progress = serializers.DictField(child=serializers.IntegerField(), help_text="videos by state")
    answers = serializers.DictField(child=serializers.IntegerField(), help_text="answers by state")
    throughput = DayStatsOut(many=True)
    active_ms = ActiveOut()
    verdicts = VerdictTotalsOut()
    verdicts_by_source = SourceVerdictsOut(many=True)
    categories_by_generator = SourceCategoriesOut(many=True)
    agreement_over_time = WeekOut(many=True)
    conflicts = ConflictCountOut(many=True)
    pending = PendingStatsOut()
