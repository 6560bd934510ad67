"""The ground everything stands on: the seeds and the append-only record."""

import pytest
from django.db import DatabaseError, transaction

from annotations.models import Category, Event, Project
from annotations.services.events import event_record

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def test_nine_categories_and_other_are_seeded_in_the_papers_order() -> None:
    keys = list(Category.objects.filter(project=None).values_list("key", flat=True))
    assert keys == [
        "object_distortion",
        "sudden_blurring",
        "object_trajectory",
        "redundant_object",
        "object_merging",
        "object_splitting",
        "background_distortion",
        "object_disappearance",
        "unexpected_move",
        "other",
    ]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_an_event_cannot_be_changed(project: Project, change: str) -> None:
    event = event_record(action="project.made", subject=project, actor=None)
    rows = Event.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(action="x") if change == "update" else rows.delete()
    assert rows.get().action == "project.made"
