"""The data explorer as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation, Video
from annotations.serializers.videos import VideoAtWorkOut, VideoFullOut
from reviewers.selectors.explorer import BANDS, STATES, ExplorerFilter, ExplorerRow
from reviewers.selectors.gold import gold_body
from reviewers.serializers.gold import GoldOut

YES_NO = (("yes", "yes"), ("no", "no"))
WANTED = {"yes": True, "no": False, "": None}


class ExplorerIn(serializers.Serializer[Any]):
    """What to look for; what is left out or empty restricts nothing."""

    q = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="a part of the video_id, prompt, source or of an explanation of the gold",
    )
    kind = serializers.ChoiceField(choices=Video.Kind.choices, required=False, default="", allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]  # hides a field's own attribute
        max_length=200, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    split = serializers.ChoiceField(choices=Video.Split.choices, required=False, default="", allow_blank=True)
    category = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    verdict = serializers.ChoiceField(
        choices=Annotation.Verdict.choices, required=False, default="", allow_blank=True
    )
    agreement = serializers.ChoiceField(
        choices=list(BANDS),
        required=False,
        default="",
        allow_blank=True,
        help_text="high from .8, medium from .5, low below, none with fewer than two answers",
    )
    state = serializers.ChoiceField(choices=list(STATES), required=False, default="", allow_blank=True)
    explanation = serializers.ChoiceField(choices=YES_NO, required=False, default="", allow_blank=True)
    suggestion = serializers.ChoiceField(choices=YES_NO, required=False, default="", allow_blank=True)

    def chosen(self) -> ExplorerFilter:
        """The same as a filter."""
        values = dict(self.validated_data)
        for name in ("explanation", "suggestion"):
            values[name] = WANTED[values[name]]
        return ExplorerFilter(**values)


class ExplorerGoldOut(serializers.Serializer[Any]):
    """The gold that counts, in short."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices)
    version = serializers.IntegerField()
    traces = serializers.SerializerMethodField()
    categories = serializers.SerializerMethodField()
    explained = serializers.SerializerMethodField()

    def get_traces(self, gold: Any) -> int:
        """How many."""
        return len(gold.traces.all())

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_categories(self, gold: Any) -> list[str]:
        """The categories of its traces, in their order, each once."""
        return list(dict.fromkeys(key for trace in gold.traces.all() for key in trace.categories))

    def get_explained(self, gold: Any) -> bool:
        """Whether a trace has an explanation."""
        return any(trace.explanation for trace in gold.traces.all())


class ExplorerRowOut(serializers.Serializer[Any]):
    """One video of the grid. `hidden`: its answers are not told before one opens it or answers oneself."""

    id = serializers.UUIDField(source="video.pk")
    video_id = serializers.CharField(source="video.video_id")
    kind = serializers.ChoiceField(source="video.kind", choices=Video.Kind.choices)
    source = serializers.CharField(source="video.source")  # type: ignore[assignment]  # hides its attribute
    split = serializers.ChoiceField(source="video.split", choices=[("", ""), *Video.Split.choices])
    duration_us = serializers.IntegerField(source="video.duration_us", allow_null=True)
    frame_count = serializers.IntegerField(source="video.frame_count", allow_null=True)
    metadata_only = serializers.BooleanField(source="video.metadata_only")
    taken_down = serializers.SerializerMethodField()
    poster = serializers.SerializerMethodField()
    hidden = serializers.BooleanField(source="is_hidden")
    gold = ExplorerGoldOut(allow_null=True)
    answers = serializers.IntegerField(help_text="how many answers stand behind it")
    agreement = serializers.FloatField(allow_null=True, help_text="0 to 1; null with fewer than two answers")
    suggestion = serializers.BooleanField(source="has_suggestion", allow_null=True)

    def get_taken_down(self, row: ExplorerRow) -> bool:
        """Whether only its tombstone is left."""
        return row.video.taken_down_at is not None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_poster(self, row: ExplorerRow) -> str | None:
        """The path of the poster."""
        return VideoAtWorkOut().get_poster(row.video)


class SourceCountOut(serializers.Serializer[Any]):
    """How many of the videos come from one source."""

    source = serializers.CharField()  # type: ignore[assignment]  # hides a field's own attribute
    count = serializers.IntegerField()


class ExplorerCountsOut(serializers.Serializer[Any]):
    """How many videos the filter finds, of how many; the sources as if none were chosen."""

    found = serializers.IntegerField()
    total = serializers.IntegerField()
    sources = SourceCountOut(many=True)


class BesideOut(serializers.Serializer[Any]):
    """The video's neighbours among those that the filter finds."""

    previous = serializers.UUIDField(allow_null=True)
    next = serializers.UUIDField(allow_null=True)


class ExplorerVideoOut(ExplorerRowOut):
    """One video with all of its gold, and its neighbours."""

    video = VideoFullOut()
    gold = serializers.SerializerMethodField()  # type: ignore[assignment]  # here with its traces
    beside = BesideOut(source="video.beside")

    @extend_schema_field(GoldOut(allow_null=True))
    def get_gold(self, row: ExplorerRow) -> Any:
        """The gold that counts, with its traces."""
        return GoldOut(gold_body(row.gold)).data if row.gold else None
