"""Deleting one's account keeps the labels and takes the person away."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Event, Membership, Project, QueueEntry, User, Video
from tests import factories, work
from tests.conftest import client_for

URL = "/api/v1/me/leave/"
ME = "/api/v1/me/"


@pytest.fixture
def dora(project: Project) -> User:
    person = factories.user_make("dora", with_password=True, email="dora@example.org", first_name="Dora")
    return factories.member_make(project, person, "annotator")


def leave(person: User, password: str = factories.PASSWORD) -> Any:
    return client_for(person).post(URL, {"password": password})


def test_name_and_keys_go_and_labels_stay(dora: User, project: Project) -> None:
    client, elsewhere = client_for(dora), client_for(dora)
    token = client.post(
        "/api/v1/tokens/", {"name": "t", "expires_at": "2099-01-01T00:00:00Z", "scopes": ["read"]}
    ).json()["token"]
    answer = work.submitted(project, dora)
    assert client.post(URL, {"password": factories.PASSWORD}).status_code == 204
    kept = User.objects.get(pk=dora.pk)
    assert kept.username.startswith("left-")
    assert (kept.email, kept.first_name, kept.is_active, kept.settings) == ("", "", False, {})
    assert not kept.has_usable_password()
    assert Annotation.objects.get(pk=answer.pk).annotator_id == dora.pk
    assert [each.get(ME).status_code for each in (client, elsewhere)] == [401, 401]
    program = APIClient(headers={"authorization": f"Bearer {token}"})
    assert program.get(ME).status_code == 401
    assert not Membership.objects.filter(user=dora).exists()
    assert "dora" not in str(list(Event.objects.filter(action="person.left").values()))


def test_what_waited_for_them_is_free_for_others(dora: User, video: Video) -> None:
    QueueEntry.objects.filter(video=video).update(person=dora)
    assert leave(dora).status_code == 204
    assert not QueueEntry.objects.filter(person=dora).exists()


def test_the_name_is_free_again(dora: User) -> None:
    leave(dora)
    assert not User.objects.filter(username="dora").exists()


def test_a_wrong_password_changes_nothing(dora: User) -> None:
    response = leave(dora, "wrong")
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "password", "code": "wrong_password", "detail": "This is not your password."}
    ]
    assert User.objects.get(pk=dora.pk).is_active


def test_the_last_admin_of_a_project_or_the_site_stays(dora: User, project: Project, ada: User) -> None:
    Membership.objects.filter(user=ada).delete()
    factories.member_make(project, dora, "admin")
    assert leave(dora).json()["code"] == "last_admin"
    factories.member_make(project, ada, "admin")
    User.objects.filter(pk=dora.pk).update(is_staff=True)
    assert leave(dora).json()["code"] == "last_admin"
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    assert leave(dora).status_code == 204
