"""The admin pages of judging: reviews, gold, releases, imports and threads, to be looked at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext

from annotations.admin.base import ReadOnlyInline, StaffAdmin, actor_of, history_of
from annotations.services.jobs import job_retry
from annotations.tasks import job_publish
from annotations.texts import shown
from reviewers.models import Comment, Gold, GoldTrace, Import, Release, Review, Thread

ERRORS_SHOWN = 500


class GoldTracesInline(ReadOnlyInline):
    """The traces of this version."""

    model = GoldTrace
    fields = ["onset_frame", "offset_frame", "categories", "other_tag", "explanation", "sources", "raw_row"]
    readonly_fields = [
        "onset_frame",
        "offset_frame",
        "categories",
        "other_tag",
        "explanation",
        "sources",
        "raw_row",
    ]


@admin.register(Gold)
class GoldAdmin(StaffAdmin):
    """One version of a video's adjudicated answer."""

    list_display = ["video", "project", "version", "verdict", "rule", "made_by", "made_at"]
    list_filter = ["video__project", "rule", "verdict"]
    list_select_related = ["video", "video__project", "made_by"]
    search_fields = ["video__video_id"]
    inlines = [GoldTracesInline]

    @admin.display(description="project")
    def project(self, gold: Gold) -> str:
        """Whose."""
        return gold.video.project.name


@admin.register(Review)
class ReviewAdmin(StaffAdmin):
    """A reviewer's decision."""

    list_display = ["annotation", "reviewer", "decision", "reasons", "at"]
    list_filter = ["annotation__project", "decision", "reviewer"]
    list_select_related = ["annotation", "annotation__annotator", "reviewer"]
    search_fields = ["annotation__video__video_id", "reviewer__username", "text"]


@admin.register(Release)
class ReleaseAdmin(StaffAdmin):
    """A release: its policies and its manifest never change."""

    list_display = ["project", "version", "rows", "made_by", "created_at", "finished_at"]
    list_filter = ["project"]
    list_select_related = ["project", "made_by"]
    readonly_fields = ["history"]

    @admin.display(description="rows")
    def rows(self, release: Release) -> int | None:
        """How many rows it has."""
        return int(release.manifest["counts"]["rows"]) if release.manifest else None

    @admin.display(description="history")
    def history(self, release: Release) -> str:
        """What happened to it."""
        return history_of(release)


@admin.register(Import)
class ImportAdmin(StaffAdmin):
    """Imported files: what became of their rows."""

    list_display = ["created_at", "project", "status", "created", "unchanged", "left_out", "created_by"]
    list_filter = ["project", "status"]
    list_select_related = ["project", "created_by"]
    fields = ["project", "created_by", "status", "error_detail", "created", "unchanged", "left_out", "errors"]
    actions = ["retry"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only jobs that import."""
        return super().get_queryset(request).filter(kind="import")

    @admin.display(description="rows created")
    def created(self, job: Import) -> int | None:
        """How many rows went in."""
        return (job.result or {}).get("created")

    @admin.display(description="rows unchanged")
    def unchanged(self, job: Import) -> int | None:
        """How many rows were there before."""
        return (job.result or {}).get("unchanged")

    @admin.display(description="rows left out")
    def left_out(self, job: Import) -> int | None:
        """How many rows were bad."""
        return len({error["row"] for error in job.result["errors"]}) if job.result else None

    @admin.display(description="what was wrong")
    def errors(self, job: Import) -> str:
        """Row, field and reason."""
        found = (job.result or {}).get("errors", [])[:ERRORS_SHOWN]
        lines = ((gettext("row"), error["row"], error["field"], shown(error["detail"])) for error in found)
        return format_html_join("", "<div>{} {} · {} · {}</div>", lines) or "-"

    @admin.action(description="Try the chosen imports again")
    def retry(self, request: HttpRequest, jobs: QuerySet[Import]) -> None:
        """Queue failed and cancelled ones again."""
        self.each(
            request,
            jobs,
            "Queued again",
            lambda job: job_publish(job_retry(job=job, actor=actor_of(request))),
        )


class CommentsInline(ReadOnlyInline):
    """What was said, in order."""

    model = Comment
    fields = ["number", "author", "text", "created_at"]
    readonly_fields = ["number", "author", "text", "created_at"]


@admin.register(Thread)
class ThreadAdmin(StaffAdmin):
    """A question or remark: where it is pinned, who reads it, what was said."""

    list_display = ["project", "video", "frame", "status", "opened_by", "comment_count", "last_comment_at"]
    list_filter = ["project", "status"]
    list_select_related = ["project", "video", "opened_by"]
    search_fields = ["video__video_id", "opened_by__username", "comments__text"]
    inlines = [CommentsInline]
