"""Answers and the record of events: to be looked at only."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from annotations.admin.base import ReadOnlyInline, StaffAdmin, history_of
from annotations.models import Annotation, AnnotationCopy, AnnotationRevision, Event, Trace


class TracesInline(ReadOnlyInline):
    """The traces of the answer as it is now."""

    model = Trace
    fields = ["onset_frame", "offset_frame", "categories", "other_tag", "explanation", "confidence", "origin"]
    readonly_fields = [
        "onset_frame",
        "offset_frame",
        "categories",
        "other_tag",
        "explanation",
        "confidence",
        "origin",
    ]


class RevisionsInline(ReadOnlyInline):
    """The whole answer at each hand-over."""

    model = AnnotationRevision
    fields = ["revision", "status", "made_by", "made_at", "answer"]
    readonly_fields = ["revision", "status", "made_by", "made_at", "answer"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the people's names."""
        return super().get_queryset(request).select_related("made_by")


class CopiesInline(ReadOnlyInline):
    """What was kept beside the answer."""

    model = AnnotationCopy
    fields = ["made_at", "base_revision", "answer"]
    readonly_fields = ["made_at", "base_revision", "answer"]


@admin.register(Annotation)
class AnnotationAdmin(StaffAdmin):
    """One person's answer, as written, with its history."""

    list_display = [
        "video",
        "annotator",
        "project",
        "status",
        "verdict",
        "traces",
        "revision",
        "submitted_at",
    ]
    list_filter = ["project", "status", "verdict", "annotator"]
    list_select_related = ["video", "annotator", "project"]
    search_fields = ["video__video_id", "annotator__username", "note"]
    inlines = [TracesInline, RevisionsInline, CopiesInline]
    readonly_fields = ["history"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of traces."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(trace_count=Count("traces"))
        return rows

    @admin.display(description="traces", ordering="trace_count")
    def traces(self, annotation: Any) -> int:
        """How many."""
        return int(annotation.trace_count)

    @admin.display(description="history")
    def history(self, annotation: Annotation) -> str:
        """What happened to it."""
        return history_of(annotation)


@admin.register(Event)
class EventAdmin(StaffAdmin):
    """Who did what when; the database itself refuses changes."""

    list_display = ["at", "actor", "action", "project", "subject_type", "subject_id"]
    list_filter = ["project", "subject_type", "action"]
    list_select_related = ["actor", "project"]
    search_fields = ["subject_id", "action", "actor__username"]
