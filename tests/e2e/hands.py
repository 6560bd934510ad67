"""A person at the workbench: every key press, click and drag is counted, typing a text counts one."""

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.media import STRIP_SHARE

READ_ROW = """async ([frame, share]) => {
  const input = document.querySelector('[data-testid="frame-number"]');
  const canvas = document.querySelector('[data-testid="stage"] canvas');
  input.focus();
  input.value = String(frame);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  const deadline = performance.now() + 10000;
  while (canvas.dataset.paintedFrame !== String(frame)) {
    if (performance.now() > deadline) throw new Error(`frame ${frame} was not painted`);
    await new Promise(requestAnimationFrame);
  }
  const row = Math.floor(canvas.height / (2 * share));
  const pixels = canvas.getContext('2d').getImageData(0, row, canvas.width, 1).data;
  return Array.from(pixels);
}"""


class Hands:
    """Drives one page and counts what a person would have done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def key(self, *chords: str) -> None:
        """Press keys, one action each."""
        for chord in chords:
            self.page.keyboard.press(chord)
            self.actions += 1

    def type(self, text: str) -> None:
        """Type a text: one action."""
        self.page.keyboard.type(text)
        self.actions += 1

    def click(self, target: Locator) -> None:
        """Click: one action."""
        target.click()
        self.actions += 1

    def click_at(self, target: Locator, x: float, y: float) -> None:
        """Click at a share (0 to 1) of the target's width and height: one action."""
        left, top = self._point(target, x, y)
        self.page.mouse.click(left, top)
        self.actions += 1

    def drag(self, target: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag between two shares of the target's width and height: one action."""
        self._drag(self._point(target, *start), self._point(target, *end))

    def drag_by(self, handle: Locator, right_px: float) -> None:
        """Drag a handle to the right: one action."""
        left, top = self._point(handle, 0.5, 0.5)
        self._drag((left, top), (left + right_px, top))

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up()
        self.actions += 1

    def _point(self, target: Locator, x: float, y: float) -> tuple[float, float]:
        box = target.bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]


def workbench_ready(page: Page, *, timeout_ms: int = 60_000) -> None:
    """Wait until the first picture is painted, every frame is decoded, and it is known who may edit."""
    canvas = page.get_by_test_id("stage").locator("canvas[data-painted-frame]")
    canvas.wait_for(timeout=timeout_ms)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=timeout_ms)
    expect(page.locator("[data-testid=save-state][data-state=opening]")).to_have_count(0, timeout=timeout_ms)


def saved(page: Page) -> None:
    """Wait until everything is on the server."""
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved", timeout=15_000)


def painted_row(page: Page, frame: int) -> NDArray[np.uint8]:
    """Go to a frame and read the strip's middle row as a picture of the strip's proportions."""
    values = page.evaluate(READ_ROW, [frame, STRIP_SHARE])
    row = np.asarray(values, dtype=np.uint8).reshape(1, -1, 4)[:, :, :3]
    return np.repeat(row, STRIP_SHARE * 2, axis=0)
