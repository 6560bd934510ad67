"""Every page in the pseudo language and in Chinese: no text is hard-coded, cut off or left in English.

The pseudo language puts every text of the catalogue between ⟦ and ⟧ and makes it about 40 % longer. What is
outside is either a person's own words (anything that the API answered) or a text that nobody can translate.
"""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.looks.conftest import PATIENCE_MS, SLUG, Furnished, NewProfile, at_rest
from tests.e2e.looks.pages import PAGES

pytestmark = pytest.mark.e2e

SIZE = (1280, 800)
#: Where the first button with an icon opens a dialog.
DIALOGS = [
    "/account",
    *(f"/p/{SLUG}/{name}" for name in ("videos", "members", "settings#categories")),
]

#: Keys of the workbench and what they open.
WORKBENCH_DIALOGS = [("?", "keys"), ("Shift+S", "skip"), ("Alt+t", "marking")]
WORKBENCH_PANELS = ["p", "v", "y", "s", "Shift+G"]

#: Keeps what the API answers with, apart from machine words, which must never be shown as they are.
REMEMBER_OWN_WORDS = """
window.ownWords = new Set();
const machine = /^(status|verdict|kind|split|purpose|roles?|code|origin|action|scopes|selection|bbox)$/;
const gather = (value, key = '') => {
  if (typeof value === 'string') { if (!machine.test(key) && value.length > 1) window.ownWords.add(value); }
  else if (Array.isArray(value)) value.forEach((each) => gather(each, key));
  else if (value && typeof value === 'object')
    for (const [name, each] of Object.entries(value)) gather(each, name);
};
const original = window.fetch;
window.fetch = async (...given) => {
  const response = await original(...given);
  if ((response.headers.get('content-type') || '').includes('json'))
    response.clone().json().then((body) => gather(body), () => {});
  return response;
};
"""

#: Every visible text and spoken attribute with a person's own words taken out.
VISIBLE_TEXTS = """() => {
  const own = [...window.ownWords].sort((a, b) => b.length - a.length);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const found = [];
  const whole = (words) =>
    new RegExp(`(?<!\\\\p{L})${words.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&')}(?!\\\\p{L})`, 'gu');
  const note = (text) => {
    let rest = text.replace(/\\s+/g, ' ').trim();
    for (const words of own)
      if (rest.includes(words)) rest = rest.replace(whole(words), ' ');
    rest = rest.trim();
    if (rest) found.push(rest);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest('script, style, noscript, kbd, code, [lang]:not(html), .prose') && seen(element))
      note(walker.currentNode.data);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (seen(element)) note(element.getAttribute(name));
  return [...new Set(found)];
}"""

#: Texts that do not fit: wider than their element, and neither scrollable nor told in full by a title.
CUT_OFF_TEXTS = """() => {
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true }) || element.closest('select')) continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline' || element.clientWidth <= 2) continue;
    if (/auto|scroll/.test(style.overflowX) || element.closest('[title], .visually-hidden')) continue;
    if (element.scrollWidth > element.clientWidth + 1)
      found.push(`${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim()}`);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`the page: ${wide} px`);
  return found;
}"""

#: Whether a text is on one line.
IN_ONE_LINE = """selector => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(selector));
  return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size === 1;
}"""

#: What no language translates, and what Intl writes for a date, an age or a size.
UNTRANSLATED = (
    r"DeepTrace|English|SHA-?256|MP4|Markdown|all_data\.json"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|[AP]M|now|yesterday|tomorrow|today|ago|in|this|last|next"
    r"|(?:second|minute|hour|day|week|month|year)s?|min|sec|hr|ms|kB|MB|GB|fps|px|Shift|Ctrl|Alt|Esc|Enter|Space|Tab|Del\w*"
    r"|Home|End|Page\s?Up|Page\s?Down|Backspace|Escape|Krippendorff|alpha"
)
FOREIGN = """([texts, allowed, pattern]) => texts.filter((text) => {
  let rest = text;
  for (let before = ''; before !== rest; ) { before = rest; rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' '); }
  rest = rest.replace('简体中文', '');
  return new RegExp(pattern, 'u').test(rest.replace(new RegExp(`\\\\b(?:${allowed})\\\\b`, 'gu'), ' '));
})"""
ANY_WORD = r"\p{L}{2}"
ENGLISH_WORDS = r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}"


class Walk:
    """Goes from page to page and notes what is wrong on each."""

    def __init__(self, furnished: Furnished, profile: NewProfile, language: str, role: str) -> None:
        context = profile(role, size=SIZE)
        context.set_default_timeout(PATIENCE_MS)
        choose = f"if (origin !== 'null') localStorage.setItem('deeptrace.locale', '{language}');"
        context.add_init_script(choose + REMEMBER_OWN_WORDS)
        self.page: Page = context.new_page()
        self.furnished, self.language, self.wrong = furnished, language, list[str]()

    def open(self, path: str) -> None:
        """Go to a page and wait until it and what it lists are there."""
        self.page.goto("about:blank")
        self.page.goto(self.furnished.url + path)
        at_rest(self.page)

    def look(self, name: str) -> None:
        """Note texts that are foreign to the language, and those that do not fit."""
        path = SCREENSHOTS / f"{self.language}-{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, animations="disabled")
        pattern = ANY_WORD if self.language == "pseudo" else ENGLISH_WORDS
        texts = self.page.evaluate(VISIBLE_TEXTS)
        assert texts, name
        foreign = self.page.evaluate(FOREIGN, [texts, UNTRANSLATED, pattern])
        self.wrong += [f"{name}: not from the catalogue: {text}" for text in foreign]
        self.wrong += [f"{name}: does not fit: {text}" for text in self.page.evaluate(CUT_OFF_TEXTS)]

    def dialog(self, name: str) -> None:
        """Look at the dialog that was just opened, and leave it."""
        expect(self.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_MS)
        self.look(name)
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)

    def members(self) -> None:
        """Look at every dialog about a member."""
        self.open(f"/p/{SLUG}/members")
        opener = self.page.locator("main [aria-haspopup=menu]").first
        opener.click()
        entries = self.page.get_by_role("menuitem").count()
        assert entries > 1
        for entry in range(entries):
            self.page.get_by_role("menuitem").nth(entry).click()
            self.dialog(f"dialog-member-{entry}")
            opener.click()
        self.page.keyboard.press("Escape")

    def workbench(self) -> None:
        """Open an answer under way and select its trace; a first-use tour is left."""
        self.page.goto(f"{self.furnished.url}/work/{self.furnished.draft}")
        stage = self.page.get_by_test_id("stage").locator("canvas[data-painted-frame]")
        stage.wait_for(timeout=2 * PATIENCE_MS)
        if self.page.get_by_role("dialog").count():
            self.dialog("workbench-first")
        self.look("workbench")
        self.page.keyboard.press("ArrowDown")
        expect(self.page.locator("#wb-categories")).to_be_visible(timeout=PATIENCE_MS)
        self.look("workbench-trace")
        for edge in ("onset", "offset"):
            assert self.page.evaluate(IN_ONE_LINE, f'label[for="wb-{edge}"]'), f"{edge} wraps"


#: Chinese finds what pseudo finds, and words left in English, which frontend/tests/i18n looks for as well: it
#: walks an annotator's way in `make test`, and all others in `make test-full`.
languages = pytest.mark.parametrize("language", ["pseudo", pytest.param("zh", marks=pytest.mark.full)])
ROLES = ["", "admin", "annotator", "reviewer", "staff"]


@pytest.mark.parametrize(
    ("language", "role"),
    [
        *(("pseudo", role) for role in ROLES),
        *(pytest.param("zh", role, marks=[] if role == "annotator" else pytest.mark.full) for role in ROLES),
    ],
)
def test_the_pages(furnished: Furnished, profile: NewProfile, language: str, role: str) -> None:
    walk = Walk(furnished, profile, language, role)
    for page in PAGES:
        if page.role == role and page.name not in {"workbench", "next", "desk"}:
            walk.open(page.address(furnished).removeprefix(furnished.url))
            walk.look(page.name)
    assert not walk.wrong, "\n".join(walk.wrong)


@languages
def test_the_way_to_the_next_video(furnished: Furnished, profile: NewProfile, language: str) -> None:
    walk, held = Walk(furnished, profile, language, "annotator"), list[Route]()
    walk.page.route("**/queue/next/", lambda route: held.append(route))  # noqa: PLW0108
    walk.page.goto(f"{furnished.url}/p/{SLUG}/next")
    expect(walk.page.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE_MS)
    walk.look("next-claiming")
    walk.page.unroute("**/queue/next/")
    walk.page.route("**/queue/next/", lambda route: route.fulfill(status=204))
    walk.open(f"/p/{SLUG}/next")
    walk.look("next-empty")
    assert not walk.wrong, "\n".join(walk.wrong)


@languages
def test_the_dialogs(furnished: Furnished, profile: NewProfile, language: str) -> None:
    walk = Walk(furnished, profile, language, "admin")
    for path in DIALOGS:
        walk.open(path)
        walk.page.locator("main .button:has(svg):visible").first.click()
        walk.dialog(f"dialog-{path.rsplit('/', 1)[-1]}")
    walk.page.keyboard.press("?")
    walk.dialog("keys")
    walk.members()
    assert not walk.wrong, "\n".join(walk.wrong)


@pytest.mark.parametrize("language", ["pseudo", "zh"])
def test_the_workbench(furnished: Furnished, profile: NewProfile, language: str) -> None:
    walk = Walk(furnished, profile, language, "annotator")
    walk.workbench()
    for key, name in WORKBENCH_DIALOGS:
        walk.page.keyboard.press(key)
        walk.dialog(f"workbench-{name}")
    # The first button in words gives the video back.
    walk.page.locator("header .button:not(:has(svg))").first.click()
    walk.dialog("workbench-release")
    for key in WORKBENCH_PANELS:
        walk.page.keyboard.press(key)
    walk.look("workbench-panels")
    assert not walk.wrong, "\n".join(walk.wrong)


@languages
def test_what_is_planted_is_found(furnished: Furnished, profile: NewProfile, language: str) -> None:
    walk = Walk(furnished, profile, language, "admin")
    walk.open("/account")
    plant = (
        "text => { const box = document.body.appendChild(document.createElement('div')); box.append(text);"
    )
    narrow = "box.style.cssText = 'width: 40px; overflow: hidden; white-space: nowrap'; }"
    walk.page.evaluate(plant + narrow, "hard-coded words here")
    walk.look("planted")
    assert [each for each in walk.wrong if "not from the catalogue: hard-coded words here" in each]
    assert [each for each in walk.wrong if "does not fit: div.: hard-coded words here" in each]
