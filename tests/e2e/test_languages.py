"""Every page in the pseudo language and in Chinese: no text is hard-coded, cut off or left in English.

The pseudo language puts every text of the catalogue between ⟦ and ⟧ and makes it about 40 % longer. What is
outside is either a person's own words (anything that the API answered) or a text that nobody can translate.
"""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import SCREENSHOTS, Person, Studio
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

SETTLED = '[data-testid="loading"]'
PATIENCE_MS = 30_000
PROJECT_PAGES = ["", "/videos", "/imports", "/members", "/settings", "/review", "/releases"]
ADMIN_PAGES = ["/", "/account", "/nowhere", "/projects/new"]

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
  const note = (text) => {
    let rest = text.replace(/\\s+/g, ' ').trim();
    for (const words of own) if (rest.includes(words)) rest = rest.replaceAll(words, ' ');
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

#: What no language translates, and what Intl writes for a date, an age or a size.
UNTRANSLATED = (
    r"DeepTrace|English|SHA-?256|MP4|Markdown|all_data\.json"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|[AP]M|now|yesterday|tomorrow|today|ago|in|this|last|next"
    r"|(?:second|minute|hour|day|week|month|year)s?|kB|MB|GB|fps|px|Shift|Ctrl|Alt|Esc|Enter|Space|Tab|Del\w*"
    r"|Home|End|Page\s?Up|Page\s?Down|Backspace|Escape"
)
FOREIGN = """([texts, allowed, pattern]) => texts.filter((text) => {
  let rest = text;
  for (let before = ''; before !== rest; ) { before = rest; rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' '); }
  rest = rest.replace('简体中文', '');
  return new RegExp(pattern, 'u').test(rest.replace(new RegExp(`\\\\b(?:${allowed})\\\\b`, 'gu'), ' '));
})"""
ANY_WORD = r"\p{L}{2}"
ENGLISH_WORDS = r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}"


@pytest.fixture(scope="module")
def furnished(platform: Platform, admin: ApiSession) -> Studio:
    """A project in which every list has something to show."""
    studio = Studio(platform, admin, f"languages-{uuid.uuid4().hex[:6]}", name="Küche 7", overlap=2)
    for number in range(3):
        path = clip(f"languages-{number}", ClipSpec(frames=24 + number, size=(640, 360)))
        studio.wait_ready(studio.upload(path, video_id=f"k-{number}", kind="fake", source="P1"))
    return studio


@pytest.fixture(params=["pseudo", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    """The language of the walk."""
    return str(request.param)


@pytest.fixture
def context(browser: Browser, language: str) -> Iterator[BrowserContext]:
    """A browser profile in the language."""
    made = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    made.set_default_timeout(PATIENCE_MS)
    made.add_init_script(f"localStorage.setItem('deeptrace.locale', '{language}'); {REMEMBER_OWN_WORDS}")
    yield made
    made.close()


class Walk:
    """Goes from page to page and notes what is wrong on each."""

    def __init__(self, context: BrowserContext, platform: Platform, language: str) -> None:
        self.page: Page = context.new_page()
        self.platform, self.language, self.wrong = platform, language, list[str]()

    def sign_in(self, person: Person) -> None:
        """By REST: the texts of the page are not known here."""
        cookies = self.platform.session(person.username, person.password).http.cookies
        self.page.context.add_cookies(
            [{"name": each.name, "value": each.value or "", "url": self.platform.url} for each in cookies]
        )

    def open(self, path: str) -> None:
        """Go to a page, wait until it is complete, and look at it."""
        self.page.goto(self.platform.url + path)
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE_MS)
        expect(self.page.locator(SETTLED)).to_have_count(0, timeout=PATIENCE_MS)
        self.look(path)

    def look(self, name: str) -> None:
        """Note texts that are foreign to the language, and those that do not fit."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = f"{self.language}-{name.strip('/').replace('/', '-') or 'home'}.png"
        self.page.screenshot(path=SCREENSHOTS / file, animations="disabled")
        pattern = ANY_WORD if self.language == "pseudo" else ENGLISH_WORDS
        texts = self.page.evaluate(VISIBLE_TEXTS)
        assert texts, name
        foreign = self.page.evaluate(FOREIGN, [texts, UNTRANSLATED, pattern])
        self.wrong += [f"{name}: not from the catalogue: {text}" for text in foreign]
        self.wrong += [f"{name}: does not fit: {text}" for text in self.page.evaluate(CUT_OFF_TEXTS)]

    def dialog(self, name: str, key: str) -> None:
        """Open a dialog by its key, look at it, and leave it."""
        self.page.keyboard.press(key)
        expect(self.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_MS)
        self.look(name)
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)


@pytest.fixture
def walk(context: BrowserContext, platform: Platform, language: str) -> Walk:
    """A walk in the language."""
    return Walk(context, platform, language)


def test_the_pages_before_signing_in(walk: Walk) -> None:
    for path in ["/sign-in", "/invite/nothing", "/reset/nothing"]:
        walk.open(path)
    assert walk.wrong == []


def test_the_pages_of_an_admin(walk: Walk, furnished: Studio) -> None:
    walk.sign_in(furnished.person("admin"))
    for path in [*ADMIN_PAGES, *(f"/p/{furnished.slug}{part}" for part in PROJECT_PAGES)]:
        walk.open(path)
    walk.dialog("keys", "?")
    assert walk.wrong == []


def test_the_workbench(walk: Walk, furnished: Studio) -> None:
    annotator = furnished.person("annotator")
    walk.sign_in(annotator)
    walk.page.goto(furnished.platform.url + _work(furnished, annotator))
    stage = walk.page.locator('[data-testid="stage"] canvas[data-painted-frame]').first
    expect(stage).to_be_visible(timeout=2 * PATIENCE_MS)
    walk.look("workbench")
    walk.page.keyboard.press("ArrowDown")
    expect(walk.page.locator("#wb-categories")).to_be_visible(timeout=PATIENCE_MS)
    walk.look("workbench-trace")
    walk.dialog("workbench-keys", "?")
    assert walk.wrong == []


def test_the_words_of_the_machine_are_not_own_words(walk: Walk, furnished: Studio) -> None:
    walk.sign_in(furnished.person("admin"))
    walk.open("/")
    walk.page.evaluate("document.body.append('hard-coded words here')")
    walk.look("planted")
    assert [text for text in walk.wrong if "hard-coded words" in text]


def _work(studio: Studio, person: Person) -> str:
    api = studio.session(person)
    claimed = api.post("queue/next/", {"project": studio.slug})["annotation"]
    body = {"verdict": "fake", "note": "", "traces": [trace_body(onset_frame=12, offset_frame=20)]}
    revision = {"If-Match": f'"{claimed["revision"]}"'}
    api.call("PUT", f"annotations/{claimed['id']}/", json=body, headers=revision)
    return f"/work/{claimed['id']}"
