"""How the workbench feels: `python -m bench.instrument`.

Steps, zoom, drag and playback at 720p and 1080p, opening and the next video after Submit, memory over a
hundred videos in a row, actions per trace, bundle sizes: in the real platform and a headless Chromium that
renders in software.
"""

import statistics
import sys
from collections.abc import Iterator
from fractions import Fraction

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.scrub import MIB, chromium_pss
from bench.table import Row, report
from bench.workbench import WINDOW, Desk, browser_of_ones_own, browser_opened, desk_made, platform_for_bench
from scripts.bundles import MAIN_KB, WORKER_KB, main_kb, worker_kb
from tests.e2e.hands import Hands, workbench_ready
from tests.e2e.server import Platform
from tests.media import ClipSpec

PLAIN = ("-pix_fmt", "yuv420p")
CLIPS = {
    "720p30": ClipSpec(fps=Fraction(30), size=(1280, 720), frames=150, encoder=PLAIN),
    "720p60": ClipSpec(fps=Fraction(60), size=(1280, 720), frames=300, encoder=PLAIN),
    "1080p24": ClipSpec(size=(1920, 1080), frames=120, encoder=PLAIN),
}
SHORT = ClipSpec(size=(1280, 720), frames=48, encoder=PLAIN)
REPAINT_MS, NEXT_MS, OPEN_MS = 33, 300, 1500
MOST_ACTIONS = 12
STEPS, MOVES, PAUSE_MS = 100, 120, 40
LOOKED_AT_MS = 500
IN_A_ROW, MEASURED_AFTER = 100, (10, 50, 100)
MOST_GROWTH_MIB = 50


def main() -> int:
    """Everything in one platform; 1 where a promise does not hold."""
    rows = list(bundle_rows())
    with platform_for_bench() as platform, sync_playwright() as playwright:
        browser = browser_opened(playwright)
        for name, spec in CLIPS.items():
            rows += clip_rows(browser, desk_made(platform, [(name, spec)]), name, spec)
        rows += actions_rows(browser, platform)
        browser.close()
        with browser_of_ones_own(playwright) as own:
            rows += in_a_row_rows(own, platform)
    report(rows)
    return int(any(row.holds is False for row in rows))


def clip_rows(browser: Browser, desk: Desk, name: str, spec: ClipSpec) -> list[Row]:
    """One clip: open, step, zoom, pan, drag, play."""
    page = desk.page(browser.new_context(**WINDOW))
    rows = [open_row(desk, page, name)]
    if name != "720p60":
        rows += [steps_row(page, name), *zoom_rows(page, name), pan_row(page, name), drag_row(page, name)]
    rows.append(playback_row(page, name, frames=spec.frames))
    page.context.close()
    return rows


def open_row(desk: Desk, page: Page, name: str) -> Row:
    """From the address to the first picture, with an empty cache."""
    page.goto(f"{desk.studio.platform.url}/p/{desk.studio.slug}/next", wait_until="commit")
    page.wait_for_selector('[data-testid="stage-canvas"][data-painted-frame="0"]')
    took = page.evaluate("performance.now()")
    workbench_ready(page)
    return row(f"{name} open to first picture", f"{took:.0f} ms", f"<= {OPEN_MS} ms", took <= OPEN_MS)


def steps_row(page: Page, name: str) -> Row:
    page.evaluate("instrument.watch('keydown', { picture: true })")
    for key in ("ArrowRight", "ArrowLeft"):
        for _ in range(STEPS):
            page.keyboard.press(key)
            page.wait_for_timeout(PAUSE_MS)
    return repaint_row(page, f"{name} step: key to picture")


def zoom_rows(page: Page, name: str) -> Iterator[Row]:
    """In and out again, over and over: by keys, and by the wheel to the pointer.

    A wheel is counted from when the page is told of it: a handler that does nothing is told as late.
    """
    page.evaluate("instrument.watch('keydown')")
    for move in range(MOVES):
        page.keyboard.press("+" if move // 10 % 2 == 0 else "-")
        page.wait_for_timeout(PAUSE_MS)
    yield repaint_row(page, f"{name} zoom: key to repaint")
    page.keyboard.press("z")
    over_the_stage(page)
    page.evaluate("instrument.watch('wheel', { fromTold: true })")
    for move in range(MOVES):
        page.mouse.wheel(0, -120 if move // 10 % 2 == 0 else 120)
        page.wait_for_timeout(PAUSE_MS)
    yield repaint_row(page, f"{name} zoom: wheel told to repaint")
    yield row(f"{name} zoom: wheel until told", spread(page.evaluate("instrument.told()")))


def pan_row(page: Page, name: str) -> Row:
    """Zoomed in, with the middle button."""
    x, y = over_the_stage(page)
    for _ in range(6):
        page.mouse.wheel(0, -120)
    page.evaluate("instrument.watch('pointermove')")
    moved(page, x, y, button="middle")
    result = repaint_row(page, f"{name} pan: pointer to repaint")
    page.keyboard.press("z")
    return result


def drag_row(page: Page, name: str) -> Row:
    """A new box, then the box moved."""
    page.keyboard.press("n")
    x, y = over_the_stage(page)
    page.evaluate("instrument.watch('pointermove')")
    moved(page, x, y, button="left")
    return repaint_row(page, f"{name} drag: pointer to repaint")


def moved(page: Page, x: float, y: float, *, button: str) -> None:
    page.mouse.move(x, y)
    page.mouse.down(button="middle" if button == "middle" else "left")
    for move in range(MOVES):
        page.mouse.move(x + move, y + move / 2)
        page.wait_for_timeout(PAUSE_MS / 2)
    page.mouse.up(button="middle" if button == "middle" else "left")


def over_the_stage(page: Page) -> tuple[float, float]:
    """The middle of the picture, with the pointer on it."""
    box = page.get_by_test_id("stage").bounding_box()
    if box is None:
        raise RuntimeError("there is no stage")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    return x, y


def repaint_row(page: Page, measure: str) -> Row:
    times: list[float] = page.evaluate("instrument.delays()")
    p95 = statistics.quantiles(times, n=20)[-1]
    return row(measure, spread(times), f"p95 <= {REPAINT_MS} ms", p95 <= REPAINT_MS)


def spread(times: list[float]) -> str:
    """Median, p95 and the longest."""
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):.1f} / {p95:.1f} / {max(times):.1f} ms, {len(times)} times"


def playback_row(page: Page, name: str, *, frames: int) -> Row:
    """Play from the first to the last frame at the clip's own speed; only 30 frames a second are promised."""
    page.keyboard.press("Home")
    page.wait_for_selector('[data-testid="stage-canvas"][data-painted-frame="0"]')
    played = page.evaluate("last => instrument.playback(last)", frames - 1)
    dropped = frames - played["seen"]
    value = f"{dropped} of {frames} frames dropped in {played['ms'] / 1000:.2f} s"
    if name != "720p30":
        return row(f"{name} playback", value)
    return row(f"{name} playback", value, "0 dropped", dropped == 0)


def actions_rows(browser: Browser, platform: Platform) -> Iterator[Row]:
    """One whole trace and Submit, by keyboard alone and by mouse; typing a text counts one."""
    specs = [(f"actions#{number}", SHORT) for number in range(3)]
    desk = desk_made(platform, specs)
    page = desk.page(browser.new_context(**WINDOW))
    for name, work in (("keyboard", by_keyboard), ("mouse", by_mouse)):
        desk.take_next(page)
        hands, before = Hands(page), page.url
        work(hands)
        next_opened(page, before)
        value = f"{hands.actions} with Submit"
        yield row(f"actions per trace, {name}", value, f"<= {MOST_ACTIONS}", hands.actions <= MOST_ACTIONS)
    page.context.close()


def next_opened(page: Page, before: str) -> None:
    page.wait_for_url(lambda url: "/work/" in url and url != before)


def by_keyboard(hands: Hands) -> None:
    hands.key("Shift+ArrowRight", "n")
    hands.key(*["Shift+ArrowRight"] * 2)
    hands.key("o", "5", "e")
    hands.type("The two balls fuse into one.")
    hands.key("Control+Enter")


def by_mouse(hands: Hands) -> None:
    page = hands.page
    hands.drag(page.get_by_test_id("stage-canvas"), (0.3, 0.4), (0.6, 0.7))
    hands.drag_by(page.get_by_test_id("offset-handle-1"), -200)
    hands.click(page.get_by_role("button", name="Sudden Blurring"))
    hands.click(page.get_by_label("Explanation"))
    hands.type("The ball turns soft for no reason.")
    hands.click(page.get_by_role("button", name="Submit"))


def in_a_row_rows(context: BrowserContext, platform: Platform) -> list[Row]:
    """A hundred videos handed in one after the other in one page."""
    desk = desk_made(platform, [(f"row#{number}", SHORT) for number in range(IN_A_ROW + 1)])
    page = desk.page(context)
    desk.take_next(page)
    times: list[float] = []
    memory: list[int] = []
    for number in range(1, IN_A_ROW + 1):
        times.append(handed_in(page))
        if number in MEASURED_AFTER:
            memory.append(round(chromium_pss() / MIB))
    p95 = statistics.quantiles(times, n=20)[-1]
    value = f"{statistics.median(times):.0f} / {p95:.0f} / {max(times):.0f} ms"
    after = " / ".join(str(number) for number in MEASURED_AFTER)
    in_all = f"{' / '.join(str(mib) for mib in memory)} MiB after {after} videos"
    grown = memory[-1] - memory[-2]
    return [
        row("next video on screen after Submit", value, f"p95 <= {NEXT_MS} ms", p95 <= NEXT_MS),
        row("memory (PSS)", in_all, f"last half <= +{MOST_GROWTH_MIB}", grown <= MOST_GROWTH_MIB),
    ]


def handed_in(page: Page) -> float:
    """Say real, hand in; the milliseconds until the next video's first picture.

    Then look at all of it, until the one after it is at hand: nobody judges a clip sooner.
    """
    page.keyboard.press("Shift+R")
    page.evaluate("instrument.armNext()")
    page.keyboard.press("Control+Enter")
    took: float = page.evaluate("window.nextShown")
    workbench_ready(page)
    page.wait_for_function("instrument.nextIsHere()")
    page.wait_for_timeout(LOOKED_AT_MS)
    return took


def bundle_rows() -> Iterator[Row]:
    """What a browser fetches for the workbench, compressed as it is sent."""
    main, worker = main_kb(), worker_kb()
    yield row("bundle: main thread", f"{main:.1f} KB gzip", f"<= {MAIN_KB} KB", main <= MAIN_KB)
    yield row("bundle: worker", f"{worker:.1f} KB gzip", f"<= {WORKER_KB} KB", worker <= WORKER_KB)


def row(measure: str, value: str, target: str = "", holds: bool | None = None) -> Row:
    return Row("instrument", measure, value, target, holds)


if __name__ == "__main__":
    sys.exit(main())
