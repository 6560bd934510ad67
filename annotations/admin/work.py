"""The queue and assignments."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from annotations.admin.base import StaffAdmin, actor_of
from annotations.models import Assignment, QueueEntry
from annotations.services.assignments import assignment_extend, assignment_release

EXTENSION_SECONDS = 24 * 3600


@admin.register(Assignment)
class AssignmentAdmin(StaffAdmin):
    """Who works on what; a lease can be made longer, work can be given back."""

    list_display = ["video", "person", "project", "purpose", "status", "lease_until", "created_at"]
    list_filter = ["project", "status", "purpose", "person"]
    list_select_related = ["video", "person", "project", "entry"]
    search_fields = ["video__video_id", "person__username"]
    actions = ["extend", "release"]

    @admin.display(description="lease until")
    def lease_until(self, assignment: Assignment) -> datetime | None:
        """When somebody else may take it over."""
        return assignment.entry.lease_until if assignment.entry else None

    @admin.action(description="Extend the chosen leases by a day")
    def extend(self, request: HttpRequest, assignments: QuerySet[Assignment]) -> None:
        """Give the person more time."""
        self.each(
            request,
            assignments.select_related("entry", "project"),
            "Extended",
            lambda assignment: assignment_extend(
                assignment=assignment, seconds=EXTENSION_SECONDS, actor=actor_of(request)
            ),
        )

    @admin.action(description="Give the chosen work back to the queue")
    def release(self, request: HttpRequest, assignments: QuerySet[Assignment]) -> None:
        """Let somebody else have it; what was written stays with its annotator."""
        self.each(
            request,
            assignments.select_related("entry", "project"),
            "Given back",
            lambda assignment: assignment_release(assignment=assignment, actor=actor_of(request)),
        )


@admin.register(QueueEntry)
class QueueEntryAdmin(StaffAdmin):
    """The slots of the queue."""

    list_display = [
        "video",
        "project",
        "purpose",
        "slot",
        "priority",
        "status",
        "holder",
        "person",
        "lease_until",
    ]
    list_filter = ["project", "purpose", "status"]
    list_select_related = ["video", "project", "holder", "person"]
    search_fields = ["video__video_id"]
