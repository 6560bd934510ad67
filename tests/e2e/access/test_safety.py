"""A second factor is set up, asked for and turned off by the pages; an account is deleted there."""

import base64
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from tests.e2e.access.axe import Axe
from tests.e2e.conftest import Person, Studio, sign_in

pytestmark = pytest.mark.e2e

STEP_S = 30


def test_a_second_factor_and_leaving_for_good(browser: Browser, studio: Studio) -> None:
    person = studio.person("annotator")
    page, axe = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce"), Axe()
    sign_in(page, studio.platform, person)
    page.goto(f"{studio.platform.url}/account")
    recovery = _set_up(page, person, axe)
    page.context.clear_cookies()
    page.goto(f"{studio.platform.url}/sign-in?next=/account")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_contain_text("not, or no longer, the right one")
    axe.check(page, "asked for a code")
    page.get_by_role("textbox", name="Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()
    _leave(page, person)
    axe.assert_clean()
    page.close()


def _set_up(page: Page, person: Person, axe: Axe) -> str:
    """Set the second factor up; a recovery code."""
    page.get_by_role("button", name="Set up a second factor").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Current password").fill(person.password)
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
    axe.check(page, "the QR code")
    secret = base64.b32decode(dialog.get_by_role("textbox", name="Key").input_value())
    codes = TOTP(secret, 6, SHA1(), STEP_S)  # noqa: S303 - what authenticator apps know
    dialog.get_by_role("textbox", name="Code").fill(codes.generate(int(time.time())).decode())
    dialog.get_by_role("button", name="Turn on").click()
    expect(dialog.get_by_role("listitem")).to_have_count(10)
    axe.check(page, "the recovery codes")
    recovery = str(dialog.get_by_role("listitem").first.text_content())
    dialog.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    return recovery.strip()


def _leave(page: Page, person: Person) -> None:
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Current password").fill("not this one")
    dialog.get_by_role("button", name="Delete my account").click()
    expect(dialog).to_contain_text("This is not your password.")
    dialog.get_by_label("Current password").fill(person.password)
    dialog.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_contain_text("is not right")
