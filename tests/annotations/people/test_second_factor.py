"""The optional second factor at sign-in."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from rest_framework.test import APIClient

from annotations.models import Event, Project, SecondFactor, User
from annotations.services import invitations
from annotations.services.personal import second_factor
from tests import factories
from tests.conftest import client_for

URL = "/api/v1/me/second-factor/"
SESSION = "/api/v1/session/"
NOW = 1_790_000_000


@pytest.fixture
def dora(project: Project, monkeypatch: pytest.MonkeyPatch) -> User:
    at(monkeypatch, NOW)
    return factories.member_make(project, factories.user_make("dora", with_password=True), "annotator")


def at(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Let it be this moment for the server."""
    monkeypatch.setattr(f"{second_factor.__name__}.time.time", lambda: moment)


def code_of(person: User, moment: int = NOW) -> str:
    """What the person's app shows at this moment; SHA-1 is what such apps know."""
    secret = base64.b32decode(SecondFactor.objects.get(user=person).secret)
    return TOTP(secret, 6, SHA1(), 30).generate(moment).decode()  # noqa: S303


def enrolled(person: User) -> list[str]:
    """Set it up; the recovery codes."""
    client = client_for(person)
    assert client.post(URL, {"password": factories.PASSWORD}).status_code == 200
    answer = client.post(f"{URL}confirm/", {"code": code_of(person)})
    assert answer.status_code == 200, answer.json()
    return list(answer.json()["recovery_codes"])


def sign_in(code: str = "", password: str = factories.PASSWORD) -> Any:
    client = APIClient()
    response = client.post(SESSION, {"username": "dora", "password": password, "code": code})
    return response.json().get("code", response.status_code)


def test_setting_up_gives_the_app_its_secret_in_three_forms(dora: User) -> None:
    body = client_for(dora).post(URL, {"password": factories.PASSWORD}).json()
    assert body["uri"].startswith("otpauth://totp/DeepTrace:dora?")
    assert f"secret={body['secret']}" in body["uri"]
    # Three corners of every QR code are a square of seven.
    assert [row[:7] for row in body["qr"][:7]] == [
        *["1111111", "1000001"],
        *["1011101"] * 3,
        *["1000001", "1111111"],
    ]
    assert sign_in() == 200, "nothing is asked for before a code was given"


def test_a_wrong_password_and_a_wrong_code_set_nothing_up(dora: User) -> None:
    client = client_for(dora)
    assert client.post(f"{URL}confirm/", {"code": "123456"}).json()["code"] == "wrong_state"
    assert client.post(URL, {"password": "wrong"}).json()["errors"][0]["code"] == "wrong_password"
    client.post(URL, {"password": factories.PASSWORD})
    assert client.post(f"{URL}confirm/", {"code": "000000"}).json()["code"] == "second_factor_wrong"
    assert client.get(URL).json() == {"enabled": False, "recovery_left": 0}


def test_the_code_is_asked_for_and_counts_once(dora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    enrolled(dora)
    assert sign_in() == "second_factor_required"
    assert sign_in(password="wrong") == "sign_in_failed"  # noqa: S106
    assert sign_in(code_of(dora)) == "second_factor_wrong", "it was used to set it up"
    at(monkeypatch, NOW + 30)
    code = code_of(dora, NOW + 30)
    assert sign_in(f"{code[:3]} {code[3:]}") == 200
    assert sign_in(code) == "second_factor_wrong"
    at(monkeypatch, NOW + 300)
    assert sign_in(code_of(dora, NOW + 270)) == 200, "a clock that is slow by one step"
    assert sign_in(code_of(dora, NOW + 180)) == "second_factor_wrong"


def test_wrong_codes_are_throttled_like_wrong_passwords(dora: User, settings: Any) -> None:
    enrolled(dora)
    settings.AXES_FAILURE_LIMIT = 3
    assert [sign_in("000000") for _ in range(3)] == [*["second_factor_wrong"] * 2, "sign_in_throttled"]
    assert sign_in() == "sign_in_throttled"


def test_a_recovery_code_works_once(dora: User) -> None:
    codes = enrolled(dora)
    assert len(set(codes)) == 10
    assert codes[0] not in str(SecondFactor.objects.get(user=dora).recovery)
    assert sign_in(codes[0]) == 200
    assert sign_in(codes[0]) == "second_factor_wrong"
    assert client_for(dora).get(URL).json() == {"enabled": True, "recovery_left": 9}
    assert Event.objects.filter(action="person.recovery_code_used", actor=dora).count() == 1


def test_it_is_removed_with_the_password_and_set_up_only_once(dora: User) -> None:
    enrolled(dora)
    client = client_for(dora)
    assert client.post(URL, {"password": factories.PASSWORD}).json()["code"] == "wrong_state"
    assert client.post(f"{URL}remove/", {"password": "wrong"}).status_code == 400
    assert sign_in() == "second_factor_required"
    assert client.post(f"{URL}remove/", {"password": factories.PASSWORD}).status_code == 204
    assert sign_in() == 200


def test_an_admins_link_helps_who_lost_the_device(dora: User, ada: User, project: Project) -> None:
    enrolled(dora)
    _, token = invitations.reset_link_create(project=project, person=dora, actor=ada, expires_in_hours=1)
    invitations.password_reset(token=token, password="another long passphrase")  # noqa: S106
    assert sign_in(password="another long passphrase") == 200  # noqa: S106


def test_the_admin_pages_are_no_way_around_it(dora: User) -> None:
    User.objects.filter(pk=dora.pk).update(is_staff=True)
    enrolled(dora)
    form = {"username": "dora", "password": factories.PASSWORD}
    response = APIClient().post("/admin/login/", form, format="multipart")
    assert response.status_code == 200
    assert "second factor" in response.content.decode()
