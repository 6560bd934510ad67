"""Work under way for tests: made by the services, so that slots, leases and revisions fit together."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from annotations.models import Annotation, Assignment, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.annotations import annotation_get
from annotations.services.annotations import (
    annotation_accept,
    annotation_return,
    annotation_save,
    annotation_submit,
)
from annotations.services.queue import queue_entries_open
from tests import factories


def queued_video(project: Project, **fields: Any) -> Video:
    """A ready video with its slots."""
    video = factories.video_make(project, **fields)
    queue_entries_open(video=video)
    return video


def draft(project: Project, person: User, video: Video | None = None) -> Annotation:
    """A video that the person holds a free slot of, whatever else they hold; nothing is drawn yet."""
    video = video or queued_video(project)
    entry = QueueEntry.objects.filter(video=video, status="open").earliest("slot")
    assignment = Assignment.objects.create(
        project=project, video=video, person=person, purpose=Purpose.ANNOTATE, entry=entry
    )
    entry.status, entry.holder, entry.claim = "taken", person, assignment.pk
    entry.lease_until = timezone.now() + timedelta(seconds=project.lease_seconds)
    entry.save()
    annotation = Annotation.objects.create(
        project=project, video=video, annotator=person, assignment=assignment
    )
    return fresh(annotation)


def saved(project: Project, person: User) -> Annotation:
    """A complete draft at revision 1."""
    return complete(draft(project, person))


def complete(annotation: Annotation) -> Annotation:
    """Save one whole trace."""
    trace = factories.trace_body()
    trace["id"] = uuid.UUID(trace["id"])
    annotation_save(
        annotation=annotation,
        actor=annotation.annotator,
        revision=annotation.revision,
        verdict="fake",
        note="",
        traces=[trace],  # type: ignore[list-item]
    )
    return fresh(annotation)


def submitted(project: Project, person: User) -> Annotation:
    """Handed in, at revision 2."""
    annotation = saved(project, person)
    annotation_submit(annotation=annotation, actor=person, revision=annotation.revision)
    return fresh(annotation)


def returned(project: Project, person: User, reviewer: User | None = None) -> Annotation:
    """Sent back, at revision 3."""
    annotation = submitted(project, person)
    annotation_return(
        annotation=annotation,
        actor=reviewer or factories.user_make(),
        revision=annotation.revision,
        reasons=["box_inaccurate"],
        text="The box is too large.",
    )
    return fresh(annotation)


def accepted(project: Project, person: User, reviewer: User | None = None) -> Annotation:
    """Accepted, at revision 3; without the gold that a review makes."""
    annotation = submitted(project, person)
    annotation_accept(
        annotation=annotation, actor=reviewer or factories.user_make(), revision=annotation.revision
    )
    return fresh(annotation)


def fresh(annotation: Annotation) -> Annotation:
    """The same answer as its annotator reads it now."""
    return annotation_get(annotation_id=annotation.pk, viewer=annotation.annotator)
