"""The agreement report and what it may be filtered by."""

from typing import Any

from rest_framework import serializers

from annotations.models import Project
from annotations.selectors.pseudonyms import person_name
from annotations.serializers.fields import TextField
from reviewers.selectors.agreement import AgreementFilter, people_of, videos_in_own_work

MAX_NAME = 200
UNDEFINED = ["no_variation", "no_pairable_units", "too_few_videos"]


class AgreementIn(serializers.Serializer[Any]):
    """What to compare: in the query string of a GET, in the body of a POST."""

    category = TextField(max_length=64, allow_blank=True, default="")
    source = TextField(max_length=MAX_NAME, allow_blank=True, default="")  # type: ignore[assignment]
    round = serializers.ChoiceField(choices=["first", "latest"], default="latest")
    annotators = serializers.ListField(
        child=TextField(max_length=20), max_length=50, default=list, help_text="pseudonyms; two for a pair"
    )
    since = serializers.DateField(allow_null=True, default=None)
    until = serializers.DateField(allow_null=True, default=None)
    assisted = serializers.ChoiceField(choices=["without", "only", "all"], default="without")

    def validate_annotators(self, names: list[str]) -> tuple[int, ...]:
        """The people behind the pseudonyms."""
        project = self.context["project"]
        if not names:
            return ()
        known = {person_name(project=project, person_id=pk): pk for pk in people_of(project=project)}
        if set(names) - set(known):
            raise serializers.ValidationError("Nobody of this name has handed in an answer.", code="unknown")
        return tuple(sorted({known[name] for name in names}))

    def validate(self, attrs: Any) -> Any:
        """Dates in order."""
        if attrs["since"] and attrs["until"] and attrs["since"] > attrs["until"]:
            raise serializers.ValidationError({"until": "This is before the first day."}, code="before_since")
        return attrs

    def chosen(self) -> AgreementFilter:
        """The filter, without the videos that the viewer works on."""
        project: Project = self.context["project"]
        hidden = videos_in_own_work(project=project, viewer=self.context["viewer"])
        return AgreementFilter(**self.validated_data, without_videos=hidden)


class StatisticOut(serializers.Serializer[Any]):
    """One number: null with a reason where it is not defined, its interval by bootstrap over videos."""

    value = serializers.FloatField(allow_null=True)
    ci = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=UNDEFINED, allow_null=True)
    undefined_resamples = serializers.FloatField()


class VerdictViewOut(serializers.Serializer[Any]):
    """A1 without "unsure"."""

    alpha = StatisticOut()
    raw = StatisticOut()
    ac1 = StatisticOut()


class VerdictOut(VerdictViewOut):
    """A1: "unsure" as a third verdict, and once more as a missing one."""

    without_unsure = VerdictViewOut()


class PairwiseOut(serializers.Serializer[Any]):
    """A2: F1 of finding the same traces."""

    tiou_50 = StatisticOut()
    viou_30 = StatisticOut()
    viou_50 = StatisticOut()


class PlacementOut(serializers.Serializer[Any]):
    """A3: how well traces found by both are placed; errors in frames."""

    pq = StatisticOut()
    sq = StatisticOut()
    rq = StatisticOut()
    mean_viou = StatisticOut()
    onset_error_median = StatisticOut()
    onset_error_p90 = StatisticOut()
    offset_error_median = StatisticOut()
    offset_error_p90 = StatisticOut()
    matched = serializers.IntegerField()


class FrameAlphaOut(serializers.Serializer[Any]):
    """A4: alpha with the frame as unit."""

    overall = StatisticOut()
    by_category = serializers.DictField(child=StatisticOut())


class CategoryAlphaOut(serializers.Serializer[Any]):
    """One category by itself."""

    alpha = StatisticOut()
    prevalence = serializers.FloatField(allow_null=True)


class CategoriesOut(serializers.Serializer[Any]):
    """A5: alpha with the MASI distance, and each category."""

    masi_alpha = StatisticOut()
    video_union_masi_alpha = StatisticOut()
    by_category = serializers.DictField(child=CategoryAlphaOut())


class TextOut(serializers.Serializer[Any]):
    """A6: similarity of explanations; not an agreement."""

    chrf = StatisticOut()
    rouge_l = StatisticOut()


class CoverageOut(serializers.Serializer[Any]):
    """A0: what the numbers rest on."""

    videos = serializers.IntegerField()
    videos_with_two_or_more = serializers.IntegerField()
    videos_with_one = serializers.IntegerField()
    answers = serializers.IntegerField()
    pairs = serializers.IntegerField()
    pairs_both_empty = serializers.IntegerField()


class PendingOut(serializers.Serializer[Any]):
    """What a job has still to compute."""

    pairs = serializers.IntegerField()
    texts = serializers.IntegerField()


class AgreementOut(serializers.Serializer[Any]):
    """The report, and what it can be filtered by."""

    coverage = CoverageOut()
    verdict = VerdictOut()
    pairwise = PairwiseOut()
    placement = PlacementOut()
    frame_alpha = FrameAlphaOut()
    categories = CategoriesOut()
    text = TextOut()
    intervals = serializers.BooleanField()
    pending = PendingOut()
    annotators = serializers.ListField(child=serializers.CharField(), help_text="pseudonyms")
    sources = serializers.ListField(child=serializers.CharField())
