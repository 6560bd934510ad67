"""What is too small, too wide or cut off on a page (WCAG 2.5.8, 1.4.10, 1.4.12)."""

from playwright.sync_api import Page

# A smaller target needs room: a circle of 24 px around its middle meets no other target (2.5.8).
SMALL_TARGETS = """() => {
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, '
    + '[role=slider], [role=tab], [role=menuitem]';
  const shown = [...document.querySelectorAll(all)].filter((each) =>
    each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && !each.closest('.visually-hidden, [inert]') && getComputedStyle(each).pointerEvents !== 'none');
  const boxOf = (each) => {
    const label = each.matches('input[type=checkbox], input[type=radio]') ? each.closest('label') : null;
    return (label ?? each).getBoundingClientRect();
  };
  const measured = shown.map((each) => [each, boxOf(each)]);
  const boxes = new Map(measured.filter(([, box]) => box.width > 1 && box.height > 1));
  const inText = (each) => each.matches('a') && getComputedStyle(each).display === 'inline'
    && each.parentElement.textContent.trim() !== each.textContent.trim();
  const meets = (x, y, box) => {
    const dx = Math.max(box.left - x, 0, x - box.right), dy = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(dx, dy) < 12;
  };
  return [...boxes].filter(([each, box]) => {
    if ((box.width >= 23.5 && box.height >= 23.5) || inText(each)) return false;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return [...boxes].some(([other, otherBox]) =>
      other !== each && !other.contains(each) && !each.contains(other) && meets(x, y, otherBox));
  }).map(([each, box]) => `${box.width} x ${box.height}: ${each.outerHTML.slice(0, 160)}`);
}"""
# What sticks out to the right of the window, unless it scrolls in a place of its own that is meant to.
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - room;
  if (over <= 0) return [];
  const sticks = (each) => each.getBoundingClientRect().right > room + 1;
  const scrolls = (each) => each.parentElement?.closest('nav, [role=tablist], table, .scroll');
  const [own, rest] = [[], []];
  for (const each of document.querySelectorAll('body *'))
    if (sticks(each)) (scrolls(each) ? rest : own).push(each);
  const out = [...own, ...rest];
  return [`${over} px too wide`, ...out.slice(0, 5).map((each) => each.outerHTML.slice(0, 160))];
}"""
# Text that its own box cuts off; what is cut off on purpose has an ellipsis, a title or a place to scroll.
CUT_OFF = """() => {
  const texts = document.querySelectorAll('button, a, label, h1, h2, h3, p, dt, dd, th, td, li');
  const apart = '.visually-hidden, [data-testid=stage], [data-testid=timeline]';
  return [...texts].filter((each) => {
    const { overflowY, textOverflow } = getComputedStyle(each);
    if (!each.checkVisibility() || each.closest(apart) || textOverflow === 'ellipsis') return false;
    const cuts = overflowY === 'hidden' || overflowY === 'clip';
    return cuts && each.scrollHeight > each.clientHeight + 2 && each.textContent.trim() !== '';
  }).map((each) => each.outerHTML.slice(0, 160));
}"""
SPACED = """* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""


#: What measures its own width draws anew in the frame after a change of size.
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def problems(page: Page, state: str, *searches: str) -> list[str]:
    """What the searches find on the page once it has taken its size."""
    page.evaluate(TWO_FRAMES)
    return [f"{state}: {each}" for search in searches for each in page.evaluate(search)]
