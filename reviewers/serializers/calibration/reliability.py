"""Reliability as JSON and as a table for pay."""

from typing import Any

from rest_framework import serializers

from annotations.models import Project
from annotations.selectors.pseudonyms import person_name
from reviewers.selectors.calibration.people import PersonPay

CSV_HEADER = (
    *("annotator", "answers_handed_in", "answers_accepted", "gold_clips", "qualification_clips"),
    *("active_minutes", "active_hours"),
)
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000


class NumberOut(serializers.Serializer[Any]):
    """One number with its interval; null under ten videos, with the reason."""

    value = serializers.FloatField(allow_null=True)
    ci = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=["no_pairable_units", "too_few_videos"], allow_null=True)


class GoldNumbersOut(serializers.Serializer[Any]):
    """On gold clips mixed into the queue."""

    hit_rate = NumberOut(help_text="n: clips")
    tiou = NumberOut(help_text="n: expected traces")
    viou = NumberOut(help_text="n: expected traces")
    category_accuracy = NumberOut(help_text="n: found traces")


class AgreementNumbersOut(serializers.Serializer[Any]):
    """With everybody else who answered the same videos."""

    traces = NumberOut(help_text="F1 at vIoU .3; n: traces of both")
    verdicts = NumberOut(help_text="share of equal verdicts; n: pairs of answers")


class ReliabilityOut(serializers.Serializer[Any]):
    """One annotator's numbers."""

    annotator = serializers.CharField(help_text="a pseudonym")
    submitted = serializers.IntegerField()
    active_ms = serializers.IntegerField()
    gold = GoldNumbersOut()
    agreement = AgreementNumbersOut()
    time_per_video_ms = NumberOut(help_text="median; n: videos")
    returns = NumberOut(help_text="share that came back at least once; n: judged answers")


class PayIn(serializers.Serializer[Any]):
    """A period; both days are included."""

    since = serializers.DateField(allow_null=True, default=None)
    until = serializers.DateField(allow_null=True, default=None)

    def validate(self, attrs: Any) -> Any:
        """Dates in order."""
        if attrs["since"] and attrs["until"] and attrs["since"] > attrs["until"]:
            raise serializers.ValidationError({"until": "This is before the first day."}, code="before_since")
        return attrs


def pay_csv_row(pay: PersonPay, *, project: Project, named: bool) -> list[Any]:
    """One line of the table: by user name for admins, by pseudonym for reviewers."""
    name = pay.person.get_username() if named else person_name(project=project, person_id=pay.person.pk)
    return [
        *(name, pay.submitted, pay.accepted, pay.gold_clips, pay.qualification_clips),
        *(round(pay.active_ms / MS_PER_MINUTE, 1), round(pay.active_ms / MS_PER_HOUR, 3)),
    ]
