"""The record of who did what: no route and no page changes it, and neither does the database itself."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from rest_framework.test import APIClient

from annotations.models import Event, Project
from annotations.services.events import event_record
from tests import factories
from tests.conftest import client_for
from tests.permissions.walk import calls

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def test_the_database_itself_refuses(project: Project) -> None:
    event_record(action="project.made", subject=project, actor=None)
    table = Event._meta.db_table
    for statement in (f"UPDATE {table} SET action = 'x'", f"DELETE FROM {table}"):  # noqa: S608 - our own table
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_no_route_writes_events_and_no_page_offers_to() -> None:
    assert [call for call in calls() if "event" in call and not call.startswith(("GET", "HEAD"))] == []
    pages = {model: page for model, page in admin.site._registry.items() if model is Event}
    for page in pages.values():
        flags: Any = page
        assert not (flags.can_add or flags.can_change or flags.can_delete)


def test_an_event_names_who_when_and_what(ada_client: APIClient, project: Project) -> None:
    ada_client.patch("/api/v1/projects/demo/", {"guideline": "Look closely."})
    event = Event.objects.latest("id")
    assert (event.action, event.actor.username if event.actor else "") == ("project.changed", "ada")
    assert event.subject_id == str(project.pk)
    assert "guideline" in str(event.facts)


def test_a_site_admin_cannot_change_one_either(project: Project) -> None:
    event = event_record(action="project.made", subject=project, actor=None)
    staff = client_for(factories.user_make("staff", is_staff=True))
    for path in (
        "annotations/event/add/",
        f"annotations/event/{event.pk}/change/",
        f"annotations/event/{event.pk}/delete/",
    ):
        assert staff.post(
            f"/admin/{path}", {"action": "x", "post": "yes"}, format="multipart"
        ).status_code in (403, 404)
    assert Event.objects.get(pk=event.pk).action == "project.made"
