"""Signing in by an OpenID provider: who is let in as whom, and everything that is refused, at the wire."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.contrib import admin
from django.test import Client, override_settings
from rest_framework.test import APIClient

from annotations.models import Event, OutsideIdentity, Project, SecondFactor, User
from annotations.services.personal import second_factor
from deeptrace_site import env, oidc
from tests import factories
from tests.security.oidc.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider_running

pytestmark = pytest.mark.django_db

BEGIN = "/api/v1/session/oidc/"
CODE = f"{BEGIN}code/"
CALLBACK = f"{BEGIN}callback/"
Bend = Callable[[Provider], None]


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Any) -> Iterator[Provider]:
    """A site with a provider, as its settings make it."""
    running.reset()
    settings.OIDC = oidc.Provider(
        running.issuer, "Lab", CLIENT_ID, CLIENT_SECRET, frozenset({"lab.example"}), auto_create=False
    )
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *oidc.MIDDLEWARE]  # first: the apps look for it
    listed = dict(admin.site._registry)
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, *oidc.APPS]):
        yield running
    admin.site._registry = listed  # the apps that are gone again had listed theirs


@pytest.fixture
def lea(project: Project) -> User:
    person = factories.member_make(project, factories.user_make("lea", with_password=True), "annotator")
    User.objects.filter(pk=person.pk).update(email="Lea@lab.example")
    return person


def address(client: APIClient, after: str = "/p/demo") -> str:
    response = client.post(BEGIN, {"next": after})
    assert response.status_code == 200, response.content
    return str(response.json()["url"])


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def come_back(client: APIClient, provider: Provider, url: str) -> str:
    """Where the browser stands at the end."""
    sent = query_of(url)
    response = client.get(CALLBACK, {"code": provider.code_for(sent), "state": sent["state"]})
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


def walk(provider: Provider, client: APIClient | None = None, after: str = "/p/demo") -> str:
    browser = client or APIClient()
    return come_back(browser, provider, address(browser, after))


def signed_in(client: Client) -> bool:
    return bool(client.get("/api/v1/session/").json()["authenticated"])


def test_the_address_asks_for_a_code_bound_to_this_sign_in(provider: Provider) -> None:
    url = address(APIClient())
    query = query_of(url)
    assert url.startswith(f"{provider.issuer}/authorize?")
    assert query["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
    assert set(query["scope"].split()) == {"openid", "email", "profile"}
    assert query["state"] and query["nonce"] and query["code_challenge"]


def test_a_known_address_signs_in_and_stays_linked_when_it_changes(provider: Provider, lea: User) -> None:
    browser = APIClient()
    assert browser.get("/api/v1/session/").json()["provider"] == "Lab"
    assert walk(provider, browser) == "/p/demo"
    assert browser.get("/api/v1/me/").json()["username"] == "lea"
    provider.person["email"] = "lea.new@lab.example"
    assert walk(provider) == "/p/demo"
    assert OutsideIdentity.objects.get().user == lea
    assert Event.objects.filter(action="person.signed_in", facts={"by": "oidc"}).count() == 2
    assert browser.delete("/api/v1/session/").status_code == 204
    assert not signed_in(browser)


def foreign_key(provider: Provider) -> None:
    provider.signing = generate_private_key(SECP256R1())


def shared_secret(provider: Provider) -> None:
    provider.signing, provider.algorithm = CLIENT_SECRET * 2, "HS256"


def no_signature(provider: Provider) -> None:
    provider.signing, provider.algorithm = "", "none"


def claims(**said: Any) -> Bend:
    return lambda provider: provider.claims.update(said)


UNTRUSTED = [
    claims(nonce="another"),
    claims(nonce=None),
    claims(aud="another"),
    claims(aud=["another", CLIENT_ID], azp="another"),
    claims(iss="https://elsewhere.example"),
    claims(exp=int(time.time()) - 60),
    claims(exp=None),
    claims(sub=None),
    claims(email=None),  # and userinfo tells of somebody else
    foreign_key,
    shared_secret,
    no_signature,
]


@pytest.mark.parametrize("bend", UNTRUSTED, ids=range(len(UNTRUSTED)))
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_that_is_not_genuine_lets_nobody_in(provider: Provider, lea: User, bend: Bend) -> None:
    provider.userinfo = {"sub": "subject-2", "email": "lea@lab.example", "email_verified": True}
    bend(provider)
    browser = APIClient()
    assert walk(provider, browser) == "/sign-in?problem=oidc_untrusted"
    assert not signed_in(browser)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"email_verified": False}, "oidc_email_unverified"),
        ({"email_verified": None}, "oidc_email_unverified"),
        ({"email": "lea@lab.example.evil.example"}, "oidc_domain"),
        ({"email": "somebody@lab.example"}, "oidc_no_account"),
    ],
)
def test_an_address_that_does_not_count(
    provider: Provider, lea: User, said: dict[str, Any], problem: str
) -> None:
    provider.person |= said
    assert walk(provider) == f"/sign-in?problem={problem}"
    assert not OutsideIdentity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"is_active": False}, "oidc_account_closed"),
        ({"is_staff": True}, "oidc_password_only"),
        ({"is_superuser": True}, "oidc_password_only"),
    ],
)
def test_an_account_that_no_provider_may_open(
    provider: Provider, lea: User, fields: dict[str, bool], problem: str
) -> None:
    """Neither at first nor once it is linked."""
    User.objects.filter(pk=lea.pk).update(**fields)
    assert walk(provider) == f"/sign-in?problem={problem}"
    OutsideIdentity.objects.create(user=lea, issuer=provider.issuer, subject="subject-1")
    assert walk(provider) == f"/sign-in?problem={problem}"


def test_an_address_given_to_somebody_new_opens_nothing(provider: Provider, lea: User) -> None:
    assert walk(provider) == "/p/demo"
    provider.person["sub"] = "subject-2"
    assert walk(provider) == "/sign-in?problem=oidc_no_account"


def test_an_address_that_two_accounts_share_opens_neither(provider: Provider, lea: User, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(email="lea@lab.example")
    assert walk(provider) == "/sign-in?problem=oidc_no_account"


def test_a_state_counts_once_and_in_its_browser_alone(provider: Provider, lea: User) -> None:
    browser = APIClient()
    url = address(browser)
    assert come_back(APIClient(), provider, url) == "/sign-in?problem=oidc_expired"
    assert come_back(browser, provider, url) == "/p/demo"
    assert come_back(browser, provider, url) == "/sign-in?problem=oidc_expired"
    assert APIClient().get(CALLBACK).headers["Location"] == "/sign-in?problem=oidc_expired"


def test_whoever_says_no_is_told_so(provider: Provider) -> None:
    browser = APIClient()
    sent = query_of(address(browser))
    response = browser.get(CALLBACK, {"error": "access_denied", "state": sent["state"]})
    assert response.headers["Location"] == "/sign-in?problem=oidc_cancelled"


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_nobody_is_sent_to_another_site(provider: Provider, lea: User, after: str) -> None:
    assert walk(provider, after=after) == "/"


def test_a_provider_that_does_not_answer_is_told(provider: Provider, settings: Any) -> None:
    settings.OIDC = replace(settings.OIDC, issuer="http://127.0.0.1:9")
    response = APIClient().post(BEGIN, {"next": "/"})
    assert (response.status_code, response.json()["code"]) == (503, "oidc_away")


def test_the_second_factor_is_asked_for_and_throttled(provider: Provider, lea: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    secret = "JBSWY3DPEHPK3PXP" * 2  # noqa: S105
    factor = SecondFactor.objects.create(user=lea, secret=secret, recovery=[])
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=factor.created_at)
    right = second_factor._codes(secret).generate(time.time()).decode()
    browser = APIClient()
    assert walk(provider, browser) == "/sign-in?step=code&next=%2Fp%2Fdemo"
    assert not signed_in(browser)
    assert browser.post(CODE, {"code": "000000"}).json()["code"] == "second_factor_wrong"
    assert APIClient().post(CODE, {"code": right}).json()["code"] == "oidc_expired"
    assert browser.post(CODE, {"code": right}).json()["username"] == "lea"
    other = APIClient()
    walk(provider, other)
    codes = [other.post(CODE, {"code": "000000"}).json()["code"] for _ in range(3)]
    assert codes[-1] == "sign_in_throttled"


def test_new_people_come_only_where_it_is_set_and_may_nothing(
    provider: Provider, settings: Any, lea: User
) -> None:
    settings.OIDC = replace(settings.OIDC, auto_create=True)
    provider.person |= {"sub": "subject-9", "email": "lea@elsewhere.example"}
    assert walk(provider) == "/sign-in?problem=oidc_domain"
    provider.person["email"] = "Lea.Two@lab.example"
    browser = APIClient()
    assert walk(provider, browser) == "/p/demo"
    me = browser.get("/api/v1/me/").json()
    assert (me["username"], me["is_staff"], me["projects"]) == ("lea2", False, [])
    created = User.objects.get(username="lea2")
    assert created.email == "lea.two@lab.example" and not created.has_usable_password()


def test_the_address_may_come_from_userinfo(provider: Provider, lea: User) -> None:
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "subject-1", "email": "lea@lab.example", "email_verified": True}
    assert walk(provider) == "/p/demo"


def test_no_page_of_the_library_is_reachable(provider: Provider) -> None:
    for path in ("login", "signup", "social/connections", "oidc/site/login", "oidc/site/login/callback"):
        for prefix in ("/accounts", "/api/v1", "/api"):
            response = APIClient().get(f"{prefix}/{path}/")
            assert response.status_code in (404, 503) or b"deeptrace" in response.content.lower(), path
    assert APIClient().get("/api/v1/session/oidc/login/").status_code == 404


def test_without_a_provider_there_is_nothing(db: None) -> None:
    assert APIClient().get("/api/v1/session/").json()["provider"] is None
    assert [APIClient().post(path, {}).status_code for path in (BEGIN, CODE)] == [404, 404]
    assert APIClient().get(CALLBACK).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://lab.example"},
        {"CLIENT_SECRET": ""},
        {"CLIENT_ID": ""},
        {"AUTO_CREATE": "on"},
    ],
)
def test_a_setting_that_is_unsafe_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    right = {"ISSUER": "https://lab.example", "CLIENT_ID": "x", "CLIENT_SECRET": "y"}
    for name, value in (right | wrong).items():
        monkeypatch.setenv(f"DEEPTRACE_OIDC_{name}", value)
    with pytest.raises(env.SettingError):
        oidc.provider_read()
