"""Agreement checks as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from models_service.models import AgreementCheck
from models_service.serializers.suggestions import RunModelOut
from models_service.services.checking.words import reasons_text

STATES = ["none", *AgreementCheck.State.values]
PARTS = ("verdict", "box", "time", "reason")
NO_CHECK: dict[str, Any] = {
    "state": "none",
    **dict.fromkeys(("revision", "verdict_agrees", "p_fake", "best_viou", "best_tiou")),
    **{"parts": {}, "pmi": None, "percentile": None, "flagged": False, "reasons": [], "model": None},
}


class CheckedPartOut(serializers.Serializer[Any]):
    """One part of the answer's words: natural log-probabilities with the clip and with a grey one."""

    logprob = serializers.FloatField()
    prior = serializers.FloatField()
    pmi = serializers.FloatField(help_text="their difference for each token")
    tokens = serializers.IntegerField()


class AgreementCheckOut(serializers.Serializer[Any]):
    """Whether the model agrees with an answer; it changes nothing."""

    state = serializers.ChoiceField(choices=STATES)
    revision = serializers.IntegerField(allow_null=True, help_text="the handed-in revision that was compared")
    verdict_agrees = serializers.BooleanField(allow_null=True)
    p_fake = serializers.FloatField(allow_null=True)
    best_viou = serializers.FloatField(allow_null=True)
    best_tiou = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=CheckedPartOut())
    pmi = serializers.FloatField(allow_null=True)
    percentile = serializers.FloatField(allow_null=True, help_text="among the project's answers, 0 to 1")
    flagged = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    text = serializers.SerializerMethodField()
    model = RunModelOut(source="model_version", allow_null=True)

    @extend_schema_field(serializers.CharField())
    def get_text(self, check: AgreementCheck) -> str:
        """The reasons in words."""
        return reasons_text(check.reasons)


def check_json(check: AgreementCheck | None) -> dict[str, Any]:
    """The check, or that there is none."""
    return dict(AgreementCheckOut(check).data) if check is not None else {**NO_CHECK, "text": ""}
