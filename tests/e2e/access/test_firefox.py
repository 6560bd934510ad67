"""A second browser: Firefox signs in, shows the very frames, annotates and submits."""

import random
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.access.bidi import Tab, firefox_running
from tests.e2e.access.conftest import FRAMES
from tests.e2e.conftest import Studio
from tests.e2e.hands import READ_ROW
from tests.media import STRIP_SHARE, read_code

pytestmark = pytest.mark.e2e

SEED = 20261122
PROBES = 8
TEXT = "The two balls fuse into one."
FILL = """async (label, text) => {
  const names = [...document.querySelectorAll('label')];
  const field = names.find((each) => each.textContent.trim() === label)?.control;
  if (!field) return false;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}"""
READY = """async () => {
  const play = document.querySelector('button[aria-label="Play"]');
  const painted = document.querySelector('[data-testid=stage] canvas[data-painted-frame]');
  return painted !== null && play?.disabled === false;
}"""
SAVED = "async () => document.querySelector('[data-testid=save-state]')?.dataset.state === 'saved'"
PATH = "async () => location.pathname"
ELSEWHERE = "async (path) => location.pathname !== path && location.pathname"


def test_sign_in_annotate_and_submit(hall: Studio, tmp_path: Path) -> None:
    person = hall.person("annotator")
    with firefox_running(tmp_path) as tab:
        tab.resize(1440, 900)
        tab.goto(f"{hall.platform.url}/sign-in?next=/p/{hall.slug}/next")
        tab.wait(FILL, "User name", person.username)
        tab.wait(FILL, "Password", person.password)
        tab.press("Enter")
        tab.wait(READY)
        path = tab.evaluate(PATH)
        assert tab.evaluate("async () => [isSecureContext, typeof VideoDecoder]") == [True, "function"]
        _check_frames(tab)
        tab.press("Escape", "g")
        tab.type("10")
        tab.press("Enter", "n", "Shift+ArrowRight", "o", "5", "e")
        tab.type(TEXT)
        tab.press("Escape")
        tab.wait(SAVED)
        tab.press("Control+Enter")
        tab.wait(ELSEWHERE, path)
    stored = hall.session(person).get(f"annotations/{path.removeprefix('/work/')}/")
    assert (stored["status"], stored["verdict"]) == ("submitted", "fake")
    (trace,) = stored["traces"]
    assert (trace["onset_frame"], trace["offset_frame"], trace["explanation"]) == (10, 20, TEXT)
    assert trace["categories"] == ["object_merging"]


def _check_frames(tab: Tab) -> None:
    """The bar code on the canvas is the frame's own, near and far."""
    chosen = random.Random(SEED)  # noqa: S311
    frames = [0, FRAMES - 1, *(chosen.randrange(FRAMES) for _ in range(PROBES))]
    print(f"seed {SEED}, frames {frames}")
    for frame in frames:
        values = tab.evaluate(f"(...given) => ({READ_ROW})(given)", frame, STRIP_SHARE)
        row = np.asarray(values, dtype=np.uint8).reshape(1, -1, 4)[:, :, :3]
        assert read_code(np.repeat(row, STRIP_SHARE * 2, axis=0)) == frame
