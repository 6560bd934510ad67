"""Hunting for artefacts: loops, marks made in play, sound in step, the strip, boxes carried along."""

import json
import re
import secrets
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.conftest import Studio
from tests.e2e.hands import Hands, saved
from tests.e2e.seat import Seat
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

FRAMES = 120
SEATS = 20
# The clip is played this much slower where a test holds a key: a busy machine shows few frames.
SLOW = "0.25"
WAIT_MS = 30_000
SOUND_OFF_MS = 40
# Samples of the sound's distance from the picture, where a busy machine gives as many.
SOUND_SAMPLES = 40
SOUND_SAMPLES_LEAST = 5

SOUND_TIME = "document.querySelector('[data-testid=sound]').currentTime"
SOUND_PAUSED = "document.querySelector('[data-testid=sound]').paused"
# For each painted frame: how far the sound is from the player's clock, and from the picture.
SOUND_OFFSETS = """async ([ptsMs, count]) => {
  const sound = document.querySelector('[data-testid="sound"]');
  const canvas = document.querySelector('[data-testid="stage-canvas"]');
  const [clock, picture] = [[], []];
  const deadline = performance.now() + 90000;
  let last = '';
  while (clock.length < count && performance.now() < deadline) {
    await new Promise(requestAnimationFrame);
    const frame = canvas.dataset.paintedFrame;
    const isSettled = !sound.paused && !sound.seeking && sound.dataset.offsetMs !== '';
    if (!isSettled || frame === last) continue;
    last = frame;
    clock.push(Math.abs(Number(sound.dataset.offsetMs)));
    const [from, to] = [ptsMs[Number(frame)], ptsMs[Number(frame) + 1]];
    const heard = sound.currentTime * 1000;
    picture.push(heard < from ? from - heard : heard > to ? heard - to : 0);
  }
  return [clock, picture];
}"""


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """One project with one clip with sound that everybody gets."""
    studio = Studio(platform, admin, f"marking-{secrets.token_hex(4)}", overlap=SEATS)
    spec = ClipSpec(fps=Fraction(24), frames=FRAMES, size=(640, 360), audio=True)
    studio.wait_ready(studio.upload(clip("marking", spec)))
    return studio


@pytest.fixture
def seat(browser: Browser, studio: Studio) -> Iterator[Seat]:
    """A new person with the clip, signed in to a browser of their own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Seat(studio, context)
    context.close()


def trace_of(onset: int, offset: int) -> dict[str, Any]:
    """A complete trace with one box, at its onset."""
    box = {"frame": onset, "left": 85, "top": 51, "width": 201, "height": 153}
    return trace_body(onset_frame=onset, offset_frame=offset, keyframes=[box])


def frame_of(page: Page) -> int:
    """Where the playhead is."""
    return int(page.get_by_test_id("playhead").get_attribute("aria-valuenow") or -1)


def wait_frame(page: Page, least: int) -> int:
    """Wait until the playhead is at `least` or beyond."""
    wait_for(lambda: frame_of(page) >= least, seconds=60, what=f"frame {least}")
    return frame_of(page)


def go_to(page: Page, frame: int) -> None:
    page.keyboard.press("g")
    page.keyboard.type(str(frame))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", str(frame))


def set_speed(page: Page, rate: str) -> None:
    page.get_by_label("Speed").select_option(rate)


def span_of(page: Page) -> tuple[int, int]:
    """Onset and offset of the selected trace, as the inspector has them."""
    return int(page.get_by_label("Onset frame").input_value()), int(
        page.get_by_label("Offset frame").input_value()
    )


def play_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Play", exact=True)


def test_any_frames_can_be_looped_by_drag_by_keys_and_by_buttons(seat: Seat) -> None:
    page = seat.open()
    ends = page.get_by_test_id("loop-first"), page.get_by_test_id("loop-last")
    page.keyboard.down("Shift")
    Hands(page).drag(page.get_by_test_id("timeline").locator(".ruler"), (0.25, 0.5), (0.5, 0.5))
    page.keyboard.up("Shift")
    assert [int(end.get_attribute("aria-valuenow") or 0) for end in ends] == [30, 60]
    expect(ends[0]).to_have_attribute("aria-valuetext", "frame 30, 1.250 s")
    ends[0].press("ArrowRight")
    ends[1].press("Shift+ArrowLeft")
    expect(ends[0]).to_have_attribute("aria-valuenow", "31")
    expect(ends[1]).to_have_attribute("aria-valuenow", "50")
    page.keyboard.press("Alt+r")
    expect(ends[0]).to_have_count(0)
    go_to(page, 40)
    page.keyboard.press("{")
    go_to(page, 44)
    page.get_by_role("button", name="Loop to this frame").click()
    expect(page.get_by_role("button", name="Loop the selected frames")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("Space")
    seen = {frame_of(page) for _ in range(60)}
    assert seen <= set(range(40, 45))
    assert play_button(page).count() == 0


def test_it_plays_backwards_by_key_and_by_mouse(seat: Seat) -> None:
    page = seat.open()
    go_to(page, 100)
    page.get_by_role("button", name=re.compile("Play backwards")).click()
    wait_for(lambda: frame_of(page) < 95, seconds=60, what="an earlier frame")
    page.keyboard.press("k")
    expect(play_button(page)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_label("Speed")).to_have_value("2")
    wait_for(lambda: frame_of(page) == 0, seconds=60, what="the first frame")
    expect(play_button(page)).to_be_visible()


def test_go_to_frame_takes_only_frame_numbers(seat: Seat) -> None:
    page = seat.open()
    field = page.get_by_test_id("frame-number")
    warning = page.locator("#wb-frame-wrong")
    for wrong in ("abc", "1.5", "1e2"):
        field.fill(wrong)
        field.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(warning).to_have_text(f"Type a frame number from 0 to {FRAMES - 1}.")
        assert frame_of(page) == 0
    field.fill("999")
    field.press("Enter")
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", str(FRAMES - 1))
    expect(warning).to_have_count(0)
    field.fill("x")
    field.press("Escape")
    expect(field).to_have_value(str(FRAMES - 1))


def test_it_goes_from_one_boundary_to_the_next(seat: Seat) -> None:
    seat.put([trace_of(10, 50), trace_of(30, 90)])
    page = seat.open()
    go_to(page, 0)
    met = []
    for _ in range(4):
        page.keyboard.press("PageDown")
        met.append(frame_of(page))
    page.get_by_role("button", name="Previous onset or offset of any trace").click()
    assert [*met, frame_of(page)] == [10, 30, 50, 90, 50]


def test_a_key_held_in_play_marks_a_span_as_one_step(seat: Seat) -> None:
    page = seat.open()
    set_speed(page, SLOW)
    go_to(page, 20)
    page.keyboard.press("Space")
    wait_frame(page, 26)
    page.keyboard.down("t")
    expect(page.get_by_test_id("marked-span")).to_be_visible()
    wait_frame(page, 40)
    page.keyboard.up("t")
    expect(page.get_by_test_id("marked-span")).to_have_count(0)
    onset, offset = span_of(page)
    # A reaction of 200 ms at a quarter of the speed is 50 ms of the clip: one or two frames.
    assert 20 <= onset <= frame_of(page) <= offset
    assert offset >= 38
    expect(play_button(page)).to_be_visible()
    assert frame_of(page) == onset
    expect(page.locator(".hint")).to_contain_text("Now draw the box.")
    saved(page)
    (trace,) = seat.traces()
    assert (trace["onset_frame"], trace["offset_frame"], trace["keyframes"]) == (onset, offset, [])
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Onset frame")).to_have_count(0)
    saved(page)
    assert seat.traces() == []


def test_marks_also_work_without_holding_and_end_with_a_pause_the_window_or_the_clip(seat: Seat) -> None:
    page = seat.open()
    set_speed(page, SLOW)
    go_to(page, 10)
    page.keyboard.press("Shift+t")
    wait_frame(page, 16)
    page.keyboard.press("Space")
    expect(page.get_by_test_id("marked-span")).to_have_count(0)
    onset, offset = span_of(page)
    assert (onset, frame_of(page)) == (10, 10)
    assert offset >= 16
    go_to(page, 30)
    page.get_by_test_id("mark").click()
    wait_frame(page, 34)
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(play_button(page)).to_be_visible()
    assert span_of(page)[0] == 30
    set_speed(page, "1")
    go_to(page, FRAMES - 12)
    page.keyboard.down("t")
    expect(play_button(page)).to_be_visible(timeout=WAIT_MS)
    page.keyboard.up("t")
    assert span_of(page) == (FRAMES - 12, FRAMES - 1)
    go_to(page, 50)
    page.keyboard.down("t")
    page.keyboard.press("Escape")
    page.keyboard.up("t")
    page.keyboard.press("k")
    saved(page)
    assert len(seat.traces()) == 3


def test_the_reaction_time_is_the_persons_own(seat: Seat) -> None:
    page = seat.open()
    page.keyboard.press("Alt+t")
    page.get_by_role("spinbutton", name="Reaction time").fill("350")
    page.keyboard.press("Tab")
    page.get_by_label("Stop at the onset afterwards").uncheck()
    page.get_by_role("button", name="Close").last.click()
    wait_for(
        lambda: seat.api.get("me/settings/").get("reaction_ms") == 350,
        seconds=30,
        what="the setting to be kept",
    )
    assert seat.api.get("me/settings/")["mark_pauses"] is False


def test_the_sound_stays_in_step_with_the_frames(seat: Seat) -> None:
    page = seat.open()
    table = seat.api.get(f"videos/{seat.video}/frames/")
    numerator, denominator = table["time_base"]
    times = [pts * 1000 * numerator / denominator for pts in [*table["pts"], table["end_pts"]]]
    expect(page.get_by_test_id("sound")).to_have_count(0)
    page.get_by_test_id("sound-toggle").click()
    page.get_by_label("Volume").fill("35")
    set_speed(page, "0.5")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    wait_for(lambda: page.evaluate(SOUND_TIME) > 0.8, seconds=60, what="the sound to play")
    clock, picture = (sorted(each) for each in page.evaluate(SOUND_OFFSETS, [times, SOUND_SAMPLES]))
    assert len(clock) >= SOUND_SAMPLES_LEAST
    middle = len(clock) // 2
    print(f"sound off the clock: {clock[middle]} ms in the middle, {clock[-1]} ms at most")
    print(f"sound off the picture: {picture[middle]:.0f} ms in the middle")
    assert clock[middle] <= SOUND_OFF_MS
    page.keyboard.press("j")
    wait_for(lambda: page.evaluate(SOUND_PAUSED), seconds=30, what="silence")
    page.keyboard.press("k")
    wait_for(lambda: seat.setting("volume") == 0.35, seconds=30, what="the volume to be kept")


def test_a_clip_without_sound_offers_none(browser: Browser, platform: Platform, admin: ApiSession) -> None:
    silent = Studio(platform, admin, f"silent-{secrets.token_hex(4)}")
    silent.wait_ready(silent.upload(clip("fps_24")))
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = Seat(silent, context).open()
    expect(page.get_by_test_id("sound-toggle")).to_have_count(0)
    page.keyboard.press("Alt+m")
    expect(page.locator(".hint")).to_have_text("This clip has no sound.")
    context.close()


def test_the_strip_names_the_largest_jumps_and_goes_to_them(seat: Seat) -> None:
    jumps = {30: 200, 60: 90, 100: 140}
    motion = [jumps.get(frame, 20) for frame in range(FRAMES)]
    answer_with(seat.page, "signals/", {"motion": motion, "sharpness": [120] * FRAMES})
    page = seat.open()
    strip = page.get_by_test_id("strip")
    expect(strip).to_have_count(0)
    page.keyboard.press("s")
    expect(strip.get_by_role("button")).to_have_count(3)
    expect(strip).to_contain_text("The largest changes: Frame 30: largest change")
    strip.get_by_role("button", name="Frame 60: large change").click()
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", "60")
    page.keyboard.press("Shift+PageDown")
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", "100")
    page.get_by_role("button", name="Previous jump in motion or sharpness").click()
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", "60")
    page.get_by_test_id("strip-toggle").click()
    expect(strip).to_have_count(0)


def test_a_project_can_do_without_the_strip_and_the_carrying(
    browser: Browser, platform: Platform, admin: ApiSession
) -> None:
    plain = Studio(platform, admin, f"plain-{secrets.token_hex(4)}")
    admin.call("PATCH", f"projects/{plain.slug}/", json={"viewing_aids": False})
    plain.wait_ready(plain.upload(clip("fps_24")))
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = Seat(plain, context).open()
    expect(page.get_by_test_id("strip-toggle")).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator(".hint")).to_have_text("This project does not offer this aid.")
    page.keyboard.press("n")
    page.keyboard.press("Shift+c")
    expect(page.locator(".hint")).to_have_text("This project does not offer this aid.")
    context.close()


def test_a_carried_box_is_a_proposal_until_it_is_accepted(seat: Seat) -> None:
    seat.put([trace_of(10, 50)])
    page = seat.open()
    proposed = [
        {"frame": frame, "left": 85 + frame, "top": 51, "width": 201, "height": 153} for frame in (30, 50)
    ]
    carry_answered(page, {"keyframes": proposed, "confidence": 0.9, "lost_at": None})
    go_to(page, 10)
    page.keyboard.press("ArrowDown")
    bar = page.get_by_test_id("proposal")
    page.keyboard.press("Shift+c")
    expect(bar).to_have_attribute("data-state", "proposed", timeout=WAIT_MS)
    expect(bar).to_contain_text("Trace 1: 2 boxes proposed, frames 10 to 50.")
    expect(page.locator("svg .ghost")).to_have_count(1)
    page.get_by_role("button", name="Proposed box of trace 1, frame 30").click()
    expect(page.get_by_test_id("playhead")).to_have_attribute("aria-valuenow", "30")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    assert len(seat.traces()[0]["keyframes"]) == 1
    go_to(page, 10)
    page.get_by_role("button", name="Carry the box").click()
    expect(bar).to_have_attribute("data-state", "proposed", timeout=WAIT_MS)
    page.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    saved(page)
    assert [box["frame"] for box in seat.traces()[0]["keyframes"]] == [10, 30, 50]
    page.keyboard.press("Control+z")
    saved(page)
    assert [box["frame"] for box in seat.traces()[0]["keyframes"]] == [10]
    assert f"/work/{seat.annotation}" in page.url


def answer_with(page: Page, path: str, body: object, status: int = 200) -> None:
    """Answer requests whose address ends like this in the server's place."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page.route(re.compile(f"/api/v1/.*{re.escape(path)}$"), answer)


def carry_answered(page: Page, result: object) -> None:
    """Let the carrying of a box be done at once, with this result."""
    job = {"id": "carried", "kind": "track", "progress": 1, "error": None, "result": None}
    answer_with(page, "track/", job | {"status": "queued"}, status=202)
    answer_with(page, "jobs/carried/", job | {"status": "done"})
    answer_with(page, "track/carried/", result)
