"""Somebody signs in by the lab's OpenID provider, in a real browser; a stranger is told why not."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.access.axe import Axe
from tests.e2e.server import platform_running
from tests.security.oidc.provider import CLIENT_ID, CLIENT_SECRET, provider_running

pytestmark = pytest.mark.e2e


def test_signing_in_by_the_provider(browser: Browser, tmp_path: Path) -> None:
    axe = Axe()
    with (
        provider_running() as provider,
        platform_running(
            tmp_path / "data",
            tmp_path / "serve.log",
            DEEPTRACE_OIDC_ISSUER=provider.issuer,
            DEEPTRACE_OIDC_NAME="Example Lab",
            DEEPTRACE_OIDC_CLIENT_ID=CLIENT_ID,
            DEEPTRACE_OIDC_CLIENT_SECRET=CLIENT_SECRET,
            DEEPTRACE_OIDC_ALLOWED_DOMAINS="lab.example",
            DEEPTRACE_OIDC_AUTO_CREATE="on",
        ) as platform,
    ):
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        provider.person["email_verified"] = False
        page.goto(f"{platform.url}/sign-in?next=/account")
        page.get_by_role("button", name="Sign in with Example Lab").click()
        expect(page.get_by_role("alert").first).to_contain_text("has not verified your e-mail address")
        axe.check(page, "refused by the provider's rules")
        provider.reset()
        page.goto(f"{platform.url}/sign-in?next=/account")
        page.get_by_role("button", name="Sign in with Example Lab").click()
        page.wait_for_url(f"{platform.url}/account")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Account", timeout=30_000)
        page.close()
    axe.assert_clean()
