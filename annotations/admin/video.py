"""Videos: looked at, described, processed again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from annotations.admin.base import StaffAdmin, actor_of, history_of
from annotations.models import Video
from annotations.services.videos import video_reprocess, video_update
from annotations.tasks import job_publish

DESCRIBED = ("video_id", "kind", "source", "prompt", "licence", "split", "group")


@admin.register(Video)
class VideoAdmin(StaffAdmin):
    """What is known about a video can be changed, what was measured cannot; the product takes uploads."""

    can_change = True
    list_display = ["poster", "video_id", "project", "kind", "status", "failure_code", "split", "length"]
    list_display_links = ["poster", "video_id"]
    list_filter = [
        "project",
        "status",
        "kind",
        "split",
        "metadata_only",
        ("taken_down_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["project"]
    search_fields = ["video_id", "source", "prompt", "original_name", "sha256"]
    actions = ["process_again"]
    raw_id_fields = ["group"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The picture, what can be changed, then everything that was measured, and the history."""
        measured = [field.name for field in Video._meta.fields if field.name not in {*DESCRIBED, "filmstrip"}]
        return ["poster", *DESCRIBED, *measured, "history"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but what a person knows about the video."""
        return [name for name in self.get_fields(request, obj) if name not in DESCRIBED]

    @admin.display(description="poster")
    def poster(self, video: Video) -> str:
        """The first frame, through the product's own permission check."""
        if video.filmstrip is None or video.taken_down_at:
            return "-"
        address = f"/api/v1/videos/{video.pk}/poster.jpg"
        return format_html('<img src="{}" width="96" loading="lazy" alt="{}">', address, video.video_id)

    @admin.display(description="length")
    def length(self, video: Video) -> str:
        """Frames, and seconds for people."""
        if not video.frame_count:
            return "-"
        return f"{video.frame_count} frames, {(video.duration_us or 0) / 1e6:.2f} s"

    @admin.display(description="history")
    def history(self, video: Video) -> str:
        """What happened to it."""
        return history_of(video)

    @admin.action(description="Process the chosen videos again")
    def process_again(self, request: HttpRequest, videos: QuerySet[Video]) -> None:
        """Ingest the untouched originals once more."""
        self.each(
            request,
            videos.select_related("project"),
            "Being processed again",
            lambda video: job_publish(video_reprocess(video=video, actor=actor_of(request))),
        )

    def save_model(self, request: HttpRequest, obj: Video, form: Any, change: bool) -> None:
        """Write through the service, which keeps groups and splits together."""
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if "group" in values:
            values["group"] = values["group"].name if values["group"] else ""
        stored = Video.objects.select_related("project", "group").get(pk=obj.pk)
        video_update(video=stored, actor=actor_of(request), fields=values)
