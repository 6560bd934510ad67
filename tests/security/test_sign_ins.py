"""What a session or a token may, it may only as long as its person may; sessions change and end."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import ApiToken, Membership, Project, User, Video
from annotations.services.people import token_create
from tests import factories
from tests.conftest import client_for

pytestmark = pytest.mark.django_db
VIDEOS = "/api/v1/videos/"
SESSION = "/api/v1/session/"


@pytest.fixture
def ways_in(ada: User, video: Video) -> list[APIClient]:
    """The same person by session, and by a token that may do everything."""
    _, token = token_create(person=ada, name="program", scopes=["read", "manage"], expires_at=None)
    return [client_for(ada), APIClient(headers={"Authorization": f"Bearer {token}"})]


@pytest.fixture
def dora(project: Project) -> User:
    return factories.member_make(project, factories.user_make("dora", with_password=True), "annotator")


def signed_in(client: APIClient, username: str = "dora") -> Any:
    return client.post(SESSION, {"username": username, "password": factories.PASSWORD})


def statuses(ways_in: list[APIClient], video: Video) -> list[int]:
    changes = {"source": "Pika"}
    return [client.patch(f"{VIDEOS}{video.pk}/", changes).status_code for client in ways_in]


def test_a_lost_role_counts_at_the_next_request(ways_in: list[APIClient], video: Video, ada: User) -> None:
    assert statuses(ways_in, video) == [200, 200]
    Membership.objects.filter(user=ada).update(role="researcher")
    assert statuses(ways_in, video) == [403, 403]
    Membership.objects.filter(user=ada).delete()
    assert statuses(ways_in, video) == [404, 404]


def test_somebody_who_is_deactivated_is_out_at_the_next_request(
    ways_in: list[APIClient], video: Video, ada: User
) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert statuses(ways_in, video) == [401, 401]
    assert ways_in[0].get("/admin/").status_code == 302


def test_a_site_admin_who_is_one_no_more_loses_the_admin_pages(db: None) -> None:
    staff = factories.user_make("staff", is_staff=True)
    browser = client_for(staff)
    assert browser.get("/admin/").status_code == 200
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    assert browser.get("/admin/").status_code == 302


def test_signing_in_changes_session_and_csrf_token(dora: User) -> None:
    """Whoever planted a session before the sign-in holds nothing afterwards."""
    browser = APIClient()
    browser.get(SESSION)
    planted = browser.session
    planted.save()
    browser.cookies[site.SESSION_COOKIE_NAME] = str(planted.session_key)
    before = browser.cookies["csrftoken"].value
    assert signed_in(browser).status_code == 200
    assert browser.cookies[site.SESSION_COOKIE_NAME].value != planted.session_key
    assert browser.cookies["csrftoken"].value != before
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_a_session_that_was_signed_out_cannot_be_played_again(dora: User) -> None:
    browser = APIClient()
    signed_in(browser)
    stolen = APIClient()
    stolen.cookies[site.SESSION_COOKIE_NAME] = browser.cookies[site.SESSION_COOKIE_NAME].value
    assert stolen.get("/api/v1/me/").status_code == 200
    browser.delete(SESSION)
    assert stolen.get("/api/v1/me/").status_code == 401


def test_a_session_ends_by_itself(dora: User) -> None:
    browser = client_for(dora)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get("/api/v1/me/").status_code == 401


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(dora: User, settings: Any) -> None:
    browser = APIClient()
    cookie = signed_in(browser).cookies[site.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == site.SESSION_COOKIE_AGE <= 14 * 24 * 3600


def test_tokens_expire_on_time_for_reading_and_writing(ada: User, video: Video) -> None:
    _, text = token_create(person=ada, name="short", scopes=["read", "manage"], expires_at=timezone.now())
    client = APIClient(headers={"Authorization": f"Bearer {text}"})
    assert client.get(VIDEOS).status_code == 401
    assert client.patch(f"{VIDEOS}{video.pk}/", {}).status_code == 401
    assert text not in str(ApiToken.objects.values())


def test_a_strange_name_costs_as_much_as_a_wrong_password(
    dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same body, the same number of hashes: neither text nor time tells which names exist."""
    made: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self: Any, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(type(hasher), "encode", counted)

    def refused(self: Any, password: str, encoded: str) -> bool:
        made.append(password)
        return False

    monkeypatch.setattr(type(hasher), "verify", refused)
    answers = []
    for name in ("dora", "nobody-of-this-name"):
        response = APIClient().post(SESSION, {"username": name, "password": "not the one"})
        answers.append((response.status_code, response.json(), len(made)))
        made.clear()
    assert answers[0] == answers[1]
    assert answers[0][2] == 1


def test_a_link_tells_nothing_about_accounts(dora: User) -> None:
    """Neither do the open pages: a made-up link is the same answer whoever it pretends to be for."""
    answers = {
        APIClient()
        .post("/api/v1/password-resets/", {"token": token, "password": "a fine long password"})
        .content
        for token in ("dora", "nobody", "x" * 43)
    }
    assert len(answers) == 1
