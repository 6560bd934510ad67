"""Gold as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Annotation
from annotations.selectors.pseudonyms import reviewer_name
from annotations.serializers.annotations import KeyframeOut
from annotations.serializers.fields import IdField, TextField, WholeNumberField
from annotations.services import traces as rules
from reviewers.models import Gold, GoldTrace


class KeyframeIn(serializers.Serializer[Any]):
    """A box at a frame, in whole pixels of the upright original picture."""

    frame = WholeNumberField(min_value=0, max_value=rules.MAX_WHOLE)
    left = WholeNumberField(min_value=0, max_value=rules.MAX_WHOLE)
    top = WholeNumberField(min_value=0, max_value=rules.MAX_WHOLE)
    width = WholeNumberField(min_value=1, max_value=rules.MAX_WHOLE)
    height = WholeNumberField(min_value=1, max_value=rules.MAX_WHOLE)


class GoldTraceIn(serializers.Serializer[Any]):
    """One adjudicated trace with the ids of the traces that it was made from."""

    onset_frame = WholeNumberField(min_value=0, max_value=rules.MAX_WHOLE)
    offset_frame = WholeNumberField(min_value=0, max_value=rules.MAX_WHOLE)
    categories = serializers.ListField(child=TextField(max_length=64), max_length=rules.MAX_CATEGORIES)
    other_tag = TextField(allow_blank=True, max_length=rules.MAX_TAG, default="")
    explanation = TextField(allow_blank=True, max_length=rules.MAX_TEXT, default="")
    confidence = WholeNumberField(min_value=1, max_value=3, allow_null=True, default=None)
    keyframes = serializers.ListField(child=KeyframeIn(), max_length=rules.MAX_KEYFRAMES)
    sources = serializers.ListField(
        child=IdField(), max_length=rules.MAX_TRACES, required=False, default=list
    )
    how = serializers.ChoiceField(
        choices=GoldTrace.How.choices,
        required=False,
        default=None,
        allow_null=True,
        help_text="left out: kept with one source, merged with several, added with none",
    )


class GoldIn(serializers.Serializer[Any]):
    """A whole adjudicated answer."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices)
    traces = serializers.ListField(child=GoldTraceIn(), max_length=rules.MAX_TRACES)


class GoldRevertIn(serializers.Serializer[Any]):
    """The version that is to count again."""

    to_version = WholeNumberField(min_value=1, max_value=rules.MAX_WHOLE)


class GoldTraceOut(serializers.Serializer[Any]):
    """One trace of the gold."""

    id = serializers.UUIDField()
    onset_frame = serializers.IntegerField()
    offset_frame = serializers.IntegerField()
    categories = serializers.ListField(child=serializers.CharField())
    other_tag = serializers.CharField()
    explanation = serializers.CharField()
    confidence = serializers.IntegerField(allow_null=True)
    keyframes = KeyframeOut(many=True)
    sources = serializers.ListField(child=serializers.UUIDField())
    how = serializers.ChoiceField(choices=GoldTrace.How.choices)


class GoldQueryIn(serializers.Serializer[Any]):
    """Which version; the one that counts otherwise."""

    version = serializers.IntegerField(
        min_value=1, max_value=rules.MAX_WHOLE, required=False, default=None, allow_null=True
    )


class GoldVersionOut(serializers.Serializer[Any]):
    """One version of a video's gold, in short."""

    version = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices)
    rule = serializers.ChoiceField(choices=Gold.Rule.choices)
    threshold = serializers.FloatField(allow_null=True)
    made_by = serializers.SerializerMethodField()
    made_at = serializers.DateTimeField()
    traces = serializers.IntegerField(source="trace_count")

    def get_made_by(self, gold: Gold) -> str:
        """`me`, a pseudonym, or system where a rule made it."""
        return reviewer_name(
            project=gold.video.project, person_id=gold.made_by_id, viewer=self.context["viewer"]
        )


class GoldOut(serializers.Serializer[Any]):
    """The gold that counts; version 0 and no verdict where there is none yet."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, allow_null=True)
    traces = GoldTraceOut(many=True)
    rule = serializers.ChoiceField(choices=Gold.Rule.choices, allow_null=True)
    version = serializers.IntegerField()
    threshold = serializers.FloatField(allow_null=True, help_text="the vIoU asked for, with rule agreement")
    annotations = serializers.ListField(child=serializers.UUIDField())
    made_at = serializers.DateTimeField(allow_null=True)
