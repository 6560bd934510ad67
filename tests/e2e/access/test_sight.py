"""Forced colours, reduced motion, more contrast: what is drawn stays visible, and nothing moves."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access.conftest import Seating, some_traces
from tests.e2e.conftest import SCREENSHOTS

pytestmark = pytest.mark.e2e

MOVING = (
    "document.getAnimations().map((each) => each.effect?.target?.outerHTML?.slice(0, 120) ?? 'an animation')"
)
# The paint of what tells things apart without text: element and pseudo-element, the property, and its ground.
MARKS = """() => {
  const colour = (selector, pseudo, property) => {
    const element = document.querySelector(selector);
    return element ? getComputedStyle(element, pseudo)[property] : null;
  };
  const ground = getComputedStyle(document.body).backgroundColor;
  return {
    ground,
    playhead: colour('.playhead', '::before', 'backgroundColor'),
    onset: colour('.handle.onset', '::after', 'backgroundColor'),
    keyframe: colour('.keyframe', '::after', 'backgroundColor'),
    tick: colour('.tick.major', null, 'backgroundColor'),
    lane: colour('.bar', null, 'borderTopColor'),
    pattern: colour('.bar .pattern line', null, 'stroke'),
    button: colour('#wb-trace-new', null, 'borderTopColor'),
  };
}"""
PRESSED = """() => [...document.querySelectorAll('.inspector [aria-pressed]')].map((each) =>
  [each.getAttribute('aria-pressed'), getComputedStyle(each).backgroundColor])"""


def _with_traces(take_seat: Seating, **options: str) -> Page:
    seat = take_seat(**options)
    seat.put(traces=some_traces(9))
    page = seat.open()
    page.keyboard.press("g")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_forced_colours_keep_marks_and_what_is_chosen(take_seat: Seating, scheme: str) -> None:
    page = _with_traces(take_seat, forced_colors="active", color_scheme=scheme)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    marks = page.evaluate(MARKS)
    ground = marks.pop("ground")
    for mark, colour in marks.items():
        assert colour not in (None, ground, "rgba(0, 0, 0, 0)"), f"{mark}: {colour} on {ground}"
    chosen = {colour for state, colour in page.evaluate(PRESSED) if state == "true"}
    others = {colour for state, colour in page.evaluate(PRESSED) if state == "false"}
    assert chosen.isdisjoint(others)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"forced-colours-{scheme}.png")


def test_the_boxes_keep_their_colours_and_patterns_there(take_seat: Seating) -> None:
    page = _with_traces(take_seat, forced_colors="active")
    strokes = page.locator("[data-testid=stage] svg rect.light").evaluate_all(
        "(all) => all.map((each) => [getComputedStyle(each).stroke, getComputedStyle(each).strokeDasharray])"
    )
    assert len({dash for _, dash in strokes}) == 9
    assert len({stroke for stroke, _ in strokes}) == 9


def test_nothing_moves_where_that_is_wished(take_seat: Seating) -> None:
    page = _with_traces(take_seat, reduced_motion="reduce")
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert page.evaluate(MOVING) == []
    for key in ("?", "Escape", "Shift+S", "Escape", "n", "Shift+U"):
        page.keyboard.press(key)
        assert page.evaluate(MOVING) == [], key
    page.get_by_role("link", name="Kitchen scenes").first.click()
    page.wait_for_url(lambda url: "/work/" not in url)
    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_more_contrast_gives_stronger_lines(take_seat: Seating, scheme: str) -> None:
    line = "getComputedStyle(document.documentElement).getPropertyValue('--line')"
    page = _with_traces(take_seat)
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", scheme)
    usual = page.evaluate(line)
    page.emulate_media(contrast="more")
    assert page.evaluate(line) != usual
