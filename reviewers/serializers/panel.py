"""The panel of one video as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.serializers.annotations import AnnotationOut, KeyframeOut
from reviewers.conflicts import ConflictKind
from reviewers.selectors.gold import gold_body
from reviewers.serializers.gold import GoldOut

if TYPE_CHECKING:  # computing a panel takes numpy, showing one does not
    from reviewers.selectors.panel import Panel


class ConflictOut(serializers.Serializer[Any]):
    """One difference within a group; people are names as in `answers`."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ConflictKind])
    people = serializers.ListField(child=serializers.CharField())
    viou = serializers.FloatField(allow_null=True)
    frames = serializers.IntegerField(allow_null=True)


class MergedTraceOut(serializers.Serializer[Any]):
    """A proposed trace; nothing is written until a reviewer saves it as gold."""

    onset_frame = serializers.IntegerField(source="span.onset_frame")
    offset_frame = serializers.IntegerField(source="span.offset_frame")
    keyframes = KeyframeOut(many=True)
    categories = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.UUIDField())
    explanation = serializers.CharField()


class PanelGroupOut(serializers.Serializer[Any]):
    """Traces of several people that are taken for the same one."""

    onset_frame = serializers.IntegerField()
    offset_frame = serializers.IntegerField()
    traces = serializers.ListField(child=serializers.UUIDField())
    conflicts = ConflictOut(many=True)
    union = MergedTraceOut()
    vote = MergedTraceOut()


class ProposalOut(serializers.Serializer[Any]):
    """What more than half of at least three people say."""

    verdict = serializers.CharField()
    traces = MergedTraceOut(many=True)


class PanelOut(serializers.Serializer[Any]):
    """All answers on one video, matched, with their conflicts and proposals."""

    video = serializers.UUIDField(source="video.pk")
    answers = AnnotationOut(many=True)
    groups = PanelGroupOut(many=True)
    verdict_differs = serializers.BooleanField()
    majority = ProposalOut(allow_null=True)
    gold = serializers.SerializerMethodField()

    @extend_schema_field(GoldOut)
    def get_gold(self, panel: Panel) -> Any:
        """The version that counts."""
        return GoldOut(gold_body(panel.gold)).data
