"""Somebody who draws, drags, types and takes back at random, by keyboard and mouse."""

import string
from collections.abc import Callable
from random import Random

from playwright.sync_api import Page

from tests.e2e.chaos.ledger import Ledger
from tests.e2e.hands import Hands

READ_DIGEST = "() => document.querySelector('[data-testid=save-state]')?.dataset.answer ?? null"
MOST_TRACES = 6
LETTERS = string.ascii_lowercase + " .äß漢"


class Actor:
    """Works on one page; after each key and each drag it notes what the screen shows."""

    def __init__(self, page: Page, ledger: Ledger, random: Random) -> None:
        self.page, self._ledger, self._random = page, ledger, random

    def work(self, steps: int) -> None:
        """So many random things to do."""
        doings: list[Callable[[], None]] = [
            self._draw,
            self._nudge,
            self._type_explanation,
            self._type_note,
            self._take_back,
            self._set_span,
            self._choose,
            self._drag_offset,
            self._add_or_delete,
        ]
        for _ in range(steps):
            self._random.choice(doings)()

    def edit_once(self) -> None:
        """One edit, by one key, that always changes something."""
        self._keys("Escape", "Shift+u" if self._verdict() != "Can't tell" else "Shift+f")

    def see(self) -> str:
        """Note and return what the screen shows."""
        digest = str(self.page.evaluate(READ_DIGEST))
        self._ledger.see(digest)
        return digest

    def _keys(self, *chords: str) -> None:
        for chord in chords:
            self.page.keyboard.press(chord)
            self.see()

    def _draw(self) -> None:
        x, y = self._random.uniform(0.1, 0.6), self._random.uniform(0.2, 0.6)
        size = self._random.uniform(0.05, 0.3)
        canvas = self.page.get_by_test_id("stage").locator("canvas").first
        Hands(self.page).drag(canvas, (x, y), (x + size, y + size))
        self.see()

    def _nudge(self) -> None:
        arrow = self._random.choice(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"])
        self._keys(*[f"Alt+{arrow}"] * self._random.randint(1, 5))

    def _type_explanation(self) -> None:
        self._select_some()
        self._keys("e")
        self._type()

    def _type_note(self) -> None:
        self._keys("m")
        self._type()

    def _type(self) -> None:
        if self.page.evaluate("() => document.activeElement?.tagName") != "TEXTAREA":
            return
        for letter in self._random.choices(LETTERS, k=self._random.randint(2, 8)):
            self.page.keyboard.insert_text(letter)
            self.see()
        self._keys("Escape")

    def _take_back(self) -> None:
        self._keys(*["Control+z"] * self._random.randint(1, 4))
        self._keys(*["Control+Shift+z"] * self._random.randint(0, 3))

    def _set_span(self) -> None:
        self._select_some()
        self._keys(*[self._random.choice(["ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"])] * 2)
        self._keys(self._random.choice("io"))

    def _choose(self) -> None:
        self._select_some()
        self._keys(self._random.choice(["1", "2", "5", "Shift+3", "c", "Shift+f", "Shift+u"]))

    def _drag_offset(self) -> None:
        handle = self.page.get_by_test_id("offset-handle-1")
        if handle.count() == 1 and handle.is_visible():
            Hands(self.page).drag_by(handle, self._random.uniform(-200, 60))
            self.see()

    def _add_or_delete(self) -> None:
        self._keys("n" if self._trace_count() < MOST_TRACES else "Shift+Delete")

    def _select_some(self) -> None:
        self._keys("ArrowDown")

    def _trace_count(self) -> int:
        return self.page.locator("[data-testid^=onset-handle-]").count()

    def _verdict(self) -> str:
        pressed = self.page.get_by_role("group", name="Verdict").locator("[aria-pressed=true]")
        return pressed.inner_text() if pressed.count() else ""
