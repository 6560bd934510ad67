"""A clip with answers, made by REST, and the review desk with it."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.conftest import Person, Studio, sign_in
from tests.e2e.server import ApiSession
from tests.factories import trace_body
from tests.media import ClipSpec, clip

SLOW_MS = 30_000
FRAMES = 72
LEFT = {"left": 40, "top": 60, "width": 100, "height": 80}
RIGHT = {"left": 400, "top": 200, "width": 120, "height": 90}
Traces = list[dict[str, Any]]


def trace(onset: int, offset: int, box: dict[str, int] = LEFT) -> dict[str, Any]:
    """A complete trace with one box."""
    body = trace_body(onset_frame=onset, offset_frame=offset)
    return body | {"id": str(uuid4()), "keyframes": [{"frame": onset, **box}]}


def answered(studio: Studio, answers: list[Traces]) -> tuple[str, list[ApiSession]]:
    """A clip with these answers, by one person each; the video, and the people by REST."""
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"overlap": len(answers)})
    path = clip("desk", ClipSpec(frames=FRAMES, size=(640, 360)))
    video = studio.upload(path, video_id="desk", kind="fake", source="Desk")
    studio.wait_ready(video)
    people = [studio.session(studio.person("annotator")) for _ in answers]
    for person, traces in zip(people, answers, strict=True):
        annotation = person.post("queue/next/", {"project": studio.slug})["annotation"]
        hand_in(person, annotation, traces)
    return video, people


def hand_in(api: ApiSession, annotation: Any, traces: Traces) -> Any:
    """The answer as it is handed in: fake, with these traces."""
    path = f"annotations/{annotation['id']}/"
    body = {"verdict": "fake", "note": "", "traces": traces}
    written = api.call("PUT", path, json=body, headers={"If-Match": f'"{annotation["revision"]}"'}).json()
    headers = {"If-Match": f'"{written["revision"]}"'}
    return api.call("POST", f"{path}submit/", json={}, headers=headers).json()


def page_of(browser: Browser, studio: Studio, person: Person) -> Page:
    """A browser profile of somebody's own, signed in."""
    size: ViewportSize = {"width": 1440, "height": 900}
    page = browser.new_context(viewport=size, bypass_csp=True, reduced_motion="reduce").new_page()
    sign_in(page, studio.platform, person)
    return page


def desk_open(page: Page, studio: Studio, video: str) -> None:
    """The review desk with this video."""
    page.goto(f"{studio.platform.url}/p/{studio.slug}/review/{video}")
    desk_ready(page)


def desk_ready(page: Page) -> None:
    """The clip is there and its first group is selected."""
    page.get_by_test_id("stage").locator("canvas[data-painted-frame]").wait_for(timeout=SLOW_MS)
    expect(page.get_by_test_id("row-card")).to_be_visible(timeout=SLOW_MS)
    page.locator("#wb-stage").focus()
