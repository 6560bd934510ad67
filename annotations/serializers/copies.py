"""Copies of answers as JSON."""

from typing import Any

from rest_framework import serializers

from annotations.models import Annotation
from annotations.serializers.annotations import AnnotationIn, TraceOut
from annotations.serializers.fields import WholeNumberField

REVISION_MAX = 2**31 - 1


class CopyIn(AnnotationIn):
    """The whole answer and the revision that it went on from."""

    base_revision = WholeNumberField(min_value=0, max_value=REVISION_MAX)


class CopyCreatedOut(serializers.Serializer[Any]):
    """A new copy."""

    id = serializers.UUIDField()
    made_at = serializers.DateTimeField()


class CopyListedOut(CopyCreatedOut):
    """A copy in a list."""

    base_revision = serializers.IntegerField()


class CopyOut(CopyListedOut):
    """A copy with what is in it."""

    verdict = serializers.ChoiceField(
        choices=Annotation.Verdict.choices, allow_null=True, source="answer.verdict"
    )
    note = serializers.CharField(source="answer.note")
    traces = TraceOut(many=True, source="answer.traces")
