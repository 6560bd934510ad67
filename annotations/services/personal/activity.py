"""Keeping what the workbench tells of the time and the actions that an answer took."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from annotations.errors import NotYoursError
from annotations.models import ActivitySlice, ActivityTotal, Annotation, User


class SliceBody(TypedDict):
    """A checked slice as the client sent it."""

    id: UUID
    started_at: datetime
    active_ms: int
    keyboard: int
    pointer: int
    edits: dict[str, int]
    aids: dict[str, int]


@transaction.atomic
def activity_add(*, annotation: Annotation, actor: User, slices: Sequence[SliceBody]) -> int:
    """Keep the slices that are not kept yet and add them to the sums; returns how many were new.

    In any state of the answer: the last slice of a session comes after the submit.
    """
    if annotation.annotator_id != actor.pk:
        raise NotYoursError("Only its annotator can do this.")
    ActivityTotal.objects.get_or_create(annotation=annotation)
    total = ActivityTotal.objects.select_for_update().get(annotation=annotation)
    known = set(
        ActivitySlice.objects.filter(pk__in=[body["id"] for body in slices]).values_list("pk", flat=True)
    )
    fresh = list({body["id"]: body for body in slices if body["id"] not in known}.values())
    if fresh:
        ActivitySlice.objects.bulk_create(ActivitySlice(annotation=annotation, **body) for body in fresh)
        _add(total, fresh)
    return len(fresh)


def _add(total: ActivityTotal, slices: Sequence[SliceBody]) -> None:
    for body in slices:
        total.active_ms += body["active_ms"]
        total.keyboard += body["keyboard"]
        total.pointer += body["pointer"]
        total.edits = _sum(total.edits, body["edits"])
        total.aids = _sum(total.aids, body["aids"])
    total.save()


def _sum(before: Mapping[str, Any], more: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(before) + Counter(more))
