"""The panel of one video as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation
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


class ChangeOut(serializers.Serializer[Any]):
    """The revision that was sent back, and the one that was handed in after it."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's, so the fields are named here."""
        return {"from": serializers.IntegerField(), "to": serializers.IntegerField()}


class PanelAnswerOut(AnnotationOut):
    """An answer with what changed since it was sent back; needs `changes` in the context."""

    changed_since_return = serializers.SerializerMethodField()

    @extend_schema_field(ChangeOut(allow_null=True))
    def get_changed_since_return(self, annotation: Annotation) -> Any:
        """From and to which revision, or null where nothing was sent back."""
        return self.context["changes"].get(annotation.pk)


class PanelOut(serializers.Serializer[Any]):
    """All answers on one video, matched, with their conflicts and proposals."""

    video = serializers.UUIDField(source="video.pk")
    answers = serializers.SerializerMethodField()
    groups = PanelGroupOut(many=True)
    verdict_differs = serializers.BooleanField()
    majority = ProposalOut(allow_null=True)
    gold = serializers.SerializerMethodField()
    holder = serializers.CharField(allow_null=True, help_text="me, or the pseudonym of who judges it now")

    @extend_schema_field(PanelAnswerOut(many=True))
    def get_answers(self, panel: Panel) -> Any:
        """By the time of handing in."""
        context = {**self.context, "changes": panel.changes}
        return PanelAnswerOut(panel.answers, many=True, context=context).data

    @extend_schema_field(GoldOut)
    def get_gold(self, panel: Panel) -> Any:
        """The version that counts."""
        return GoldOut(gold_body(panel.gold)).data
