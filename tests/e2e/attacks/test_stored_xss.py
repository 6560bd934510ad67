"""Whatever people write, name and upload is shown as the text that it is: nothing runs, nothing is blocked.

A real Chromium visits the pages that show it, with the site's own policy in force. A payload that got into a
page as markup would be stopped by that policy, and heard here as a violation.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from tests.e2e.attacks.payloads import HANDLERS, PAYLOADS, packed
from tests.e2e.conftest import Studio
from tests.e2e.looks.conftest import COUNT_REQUESTS, changed
from tests.e2e.server import ApiSession
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e
REST_MS = 30_000
LISTEN = """
window.attacks = [];
window.xssRan = () => window.attacks.push('a payload ran');
document.addEventListener('securitypolicyviolation', (event) =>
  window.attacks.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
ALIVE = "() => window.onTheirWay === 0 && document.readyState === 'complete' && document.querySelector('h1')"
LINKS = (
    "() => [...document.links].map((link) => link.protocol).filter((way) => !/^(https?|blob):$/.test(way))"
)
EVERY = "\n".join(PAYLOADS)
IMAGE = HANDLERS[0]  # short, and without a slash: names of videos take none


@pytest.fixture
def poisoned(studio: Studio, admin: ApiSession) -> tuple[list[str], str]:
    """A project in which every text is hostile; the addresses that show it, and the annotator's."""
    slug = studio.slug
    fields = {"name": PAYLOADS[0], "guideline": EVERY, "skip_support": packed(1000)[0]}
    admin.call("PATCH", f"projects/{slug}/", json=fields)
    keys = [
        admin.post(
            f"projects/{slug}/categories/", {"name": name, "definition": EVERY, "example": EVERY}, status=201
        )["key"]
        for name in packed(100)[:8]
    ]
    video = video_with(studio)
    annotator = studio.session(studio.person("annotator"))
    claimed = annotator.post("queue/next/", {"project": slug})["annotation"]
    traces = [
        trace_body(onset_frame=4, offset_frame=20, explanation=EVERY, other_tag=tag, categories=["other"])
        for tag in packed(100)[:10]
    ]
    traces[0]["categories"] = keys[:5] + ["other"]
    for trace in traces:
        trace["keyframes"] = [{"frame": 4, "left": 9, "top": 9, "width": 90, "height": 90}]
    written = changed(annotator, "PUT", claimed, "", {"verdict": "fake", "note": EVERY, "traces": traces})
    handed_in = changed(annotator, "POST", written, "submit/", {})
    talked_about(admin, slug, video, handed_in["id"])
    at = f"/p/{slug}"
    return [
        *(f"{at}{page}" for page in ("", "/videos", "/explorer", f"/explorer/{video}", "/members")),
        *(f"{at}{page}" for page in ("/settings", "/settings#categories", "/releases/1", "/threads")),
        *(f"{at}/review", f"{at}/review?view=answers", f"{at}/review/{video}", "/account"),
        *(f"/admin/annotations/{model}/" for model in ("video", "category", "project")),
        f"/admin/annotations/video/{video}/change/",
    ], video


def video_with(studio: Studio) -> str:
    """A clip whose name and provenance are hostile."""
    path = clip("attacked", ClipSpec(frames=48, size=(320, 180)))
    short = packed(190)
    names = {"video_id": IMAGE, "source": short[1], "licence": IMAGE, "group": short[3]}
    with path.open("rb") as stream:
        answer = studio.admin.call(
            "POST",
            "videos/",
            status=201,
            data={"project": studio.slug, "kind": "fake", "prompt": EVERY, **names},
            files={"file": (f"{IMAGE}.mp4", stream, "video/mp4")},
        )
    video = str(answer.json()["id"])
    studio.wait_ready(video)
    return video


def talked_about(admin: ApiSession, slug: str, video: str, annotation: str) -> None:
    """A thread, a token, a release and gold with hostile texts."""
    asked = {"project": slug, "video": video, "annotation": annotation, "text": EVERY, "frame": 3}
    admin.post("threads/", asked, status=201)
    token: dict[str, Any] = {"name": IMAGE, "scopes": ["read"], "expires_at": None}
    admin.post("tokens/", token, status=201)
    admin.post("releases/", {"project": slug, "selection": {}, "notes": EVERY}, status=202)


def listening(browser: Browser, url: str, session: ApiSession) -> BrowserContext:
    """A profile of the site admin that hears what runs and what is blocked."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(LISTEN + COUNT_REQUESTS)
    cookies = session.http.cookies.get_dict()
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context


def attacks_on(page: Page, address: str) -> list[str]:
    """What a visit set off."""
    page.goto(address)
    page.wait_for_function(ALIVE, timeout=REST_MS)
    for field in page.locator("input:visible, textarea:visible, select:visible").all()[:3]:
        field.focus()
    found: list[str] = page.evaluate("() => window.attacks")
    found += [f"a link to {way}" for way in page.evaluate(LINKS)]
    return [f"{address}: {each}" for each in found]


def test_nothing_that_people_wrote_runs(
    browser: Browser, poisoned: tuple[list[str], str], studio: Studio, admin: ApiSession
) -> None:
    assert len(set(PAYLOADS)) >= 60
    addresses, video = poisoned
    url = studio.platform.url
    context = listening(browser, url, admin)
    dialogs: list[str] = []
    page = context.new_page()

    def dismissed(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    found = [attack for address in addresses for attack in attacks_on(page, url + address)]
    page.goto(f"{url}/p/{studio.slug}/explorer/{video}")
    page.get_by_text(PAYLOADS[0], exact=False).first.wait_for()  # it is there, as text
    context.close()
    assert (found, dialogs) == ([], [])


def test_the_alarm_works(browser: Browser, studio: Studio, admin: ApiSession) -> None:
    """Markup that gets into a page is heard: else silence would prove nothing."""
    context = listening(browser, studio.platform.url, admin)
    page = context.new_page()
    page.goto(f"{studio.platform.url}/p/{studio.slug}")
    page.wait_for_function(ALIVE, timeout=REST_MS)
    page.evaluate("() => { document.body.innerHTML = '<img src=x onerror=xssRan()>'; }")
    page.wait_for_function("() => window.attacks.length > 0")
    assert "script-src" in page.evaluate("() => window.attacks[0]")
    context.close()
