"""Threads between an annotator and a reviewer: asked at a frame, answered with a mention, found, settled."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Studio, sign_in
from tests.e2e.hands import workbench_ready
from tests.e2e.seat import Seat
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e
FRAME = 17
SLOW_MS = 30_000


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """A project with one clip."""
    studio = Studio(platform, admin, f"threads-{secrets.token_hex(4)}", overlap=3)
    studio.wait_ready(studio.upload(clip("threads", ClipSpec(frames=48, size=(640, 360)))))
    return studio


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """A profile of its own for each of two people."""
    made = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(2)]
    yield made
    for context in made:
        context.close()


def go_to(page: Page, frame: int) -> None:
    page.get_by_test_id("frame-number").fill(str(frame))
    page.keyboard.press("Enter")
    painted(page, frame)


def painted(page: Page, frame: int) -> None:
    """The picture on the screen is that very frame."""
    canvas = page.get_by_test_id("stage").locator(f'canvas[data-painted-frame="{frame}"]')
    expect(canvas).to_be_attached(timeout=SLOW_MS)


def write(page: Page, text: str) -> None:
    field = page.get_by_test_id("thread-text")
    expect(field).to_be_focused(timeout=SLOW_MS)
    page.keyboard.type(text)


def ask(page: Page, text: str) -> None:
    """Pin a question to the frame on the timeline, by keys alone."""
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Q")
    write(page, text)
    page.keyboard.press("Control+Enter")


def answer_with_a_mention(page: Page, address: str) -> None:
    """Find the question among what is new, and answer it, naming the annotator by keys alone."""
    page.goto(address)
    asked = page.get_by_test_id("thread-row")
    expect(asked).to_contain_text("1 new", timeout=SLOW_MS)
    asked.click()
    expect(asked).not_to_contain_text("1 new", timeout=SLOW_MS)
    expect(page.get_by_test_id("thread")).to_contain_text("<b>here</b>")
    page.get_by_test_id("thread-text").click()
    write(page, "One, I would say, @A-")
    names = page.get_by_role("listbox", name="People whom you can mention")
    expect(names.get_by_role("option")).to_have_count(1, timeout=SLOW_MS)
    page.keyboard.press("Enter")
    write(page, "because it moves as one.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("thread").get_by_role("listitem")).to_have_count(2, timeout=SLOW_MS)
    expect(page.get_by_test_id("thread-waiting")).to_have_count(0, timeout=SLOW_MS)


def find_and_settle(page: Page) -> None:
    """See the mark, jump by the pin and by the thread to the very frame, resolve."""
    expect(page.get_by_test_id("threads-unread")).to_have_text("1", timeout=SLOW_MS)
    page.get_by_test_id("timeline-pin").click()
    painted(page, FRAME)
    thread = page.get_by_test_id("thread")
    expect(thread).to_contain_text("because it moves as one.", timeout=SLOW_MS)
    expect(page.get_by_test_id("threads-unread")).to_have_count(0, timeout=SLOW_MS)
    go_to(page, 5)
    thread.get_by_role("button", name=f"Go there: frame {FRAME}").click()
    painted(page, FRAME)
    thread.get_by_role("button", name="Resolve").click()
    expect(thread.get_by_role("button", name="Reopen")).to_be_visible(timeout=SLOW_MS)


def test_from_the_question_to_its_settling(studio: Studio, contexts: list[BrowserContext]) -> None:
    seat = Seat(studio, contexts[0])
    seat.put([trace_body(onset_frame=12, offset_frame=40)])
    page = seat.open()
    go_to(page, FRAME)
    ask(page, "Is the hand <b>here</b> one artefact or two?")
    expect(page.get_by_test_id("thread-row")).to_contain_text(f"frame {FRAME}", timeout=SLOW_MS)
    expect(page.get_by_test_id("timeline-pin")).to_have_attribute("data-frame", str(FRAME))
    go_to(page, 3)
    threads = f"{studio.platform.url}/p/{studio.slug}/threads"
    other = contexts[1].new_page()
    sign_in(other, studio.platform, studio.person("reviewer"))
    answer_with_a_mention(other, threads)
    page.reload()
    workbench_ready(page)
    find_and_settle(page)
    page.goto(threads)
    page.get_by_role("tab", name="Resolved").click()
    page.get_by_test_id("thread-row").click()
    page.get_by_role("link", name=f"Go there: frame {FRAME}").click()
    workbench_ready(page)
    painted(page, FRAME)
    expect(page.get_by_test_id("thread")).to_contain_text("because it moves as one.", timeout=SLOW_MS)


def test_what_is_sent_without_a_connection_arrives_later(
    studio: Studio, contexts: list[BrowserContext]
) -> None:
    seat = Seat(studio, contexts[0])
    page = seat.open()
    expect(page.get_by_test_id("threads-open")).to_be_visible()
    page.keyboard.press("Alt+q")
    expect(page.get_by_test_id("threads-panel")).to_contain_text("No threads yet", timeout=SLOW_MS)
    contexts[0].set_offline(True)
    page.keyboard.press("Shift+Q")
    write(page, "Sent in a tunnel.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("thread-waiting")).to_contain_text("Kept on this device", timeout=SLOW_MS)
    contexts[0].set_offline(False)
    expect(page.get_by_test_id("thread-row")).to_contain_text("Sent in a tunnel.", timeout=SLOW_MS)
    rows = seat.api.get(f"threads/?video={seat.video}")["results"]
    assert [(row["text"], row["annotation"], row["frame"]) for row in rows] == [
        ("Sent in a tunnel.", seat.annotation, 0)
    ]
