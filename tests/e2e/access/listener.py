"""What one has without screen and mouse: the accessibility tree, what is announced, and the Tab key."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.e2e.server import wait_for

MOST_TABS = 120
LISTEN = """(() => {
  globalThis.said = [];
  const live = '[aria-live], [role=status], [role=alert], [role=log]';
  const heard = (node) => {
    const region = (node instanceof Element ? node : node.parentElement)?.closest(live);
    const text = region?.textContent.replace(/\\s+/g, ' ').trim();
    if (text) globalThis.said.push(text);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      heard(change.target);
      for (const node of change.addedNodes) {
        heard(node);
        if (node instanceof Element) for (const region of node.querySelectorAll(live)) heard(region);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
})()"""
# Where the focus is, whether it can be seen, and whether something lies over it.
FOCUS = """() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const points = [0.5, 0.1, 0.9].map((share) => [box.left + box.width * share, box.top + box.height / 2]);
  const uncovered = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    const own = top?.closest('label')?.control === element;
    return top !== null && (own || element.contains(top) || top.contains(element));
  });
  return {
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    uncovered: uncovered || style.pointerEvents === 'none',
    inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    html: element.outerHTML.slice(0, 160),
  };
}"""


@dataclass(frozen=True)
class Node:
    """A node of the accessibility tree, as a screen reader would speak it."""

    role: str
    name: str
    value: str
    description: str
    properties: dict[str, Any]


class Listener:
    """A keyboard and a pair of ears at one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._devtools = page.context.new_cdp_session(page)

    def tree(self) -> list[Node]:
        """Every node that is not ignored, in the order of the document."""
        answer = self._devtools.send("Accessibility.getFullAXTree")
        return [_node(each) for each in answer["nodes"] if not each.get("ignored")]

    def focused(self) -> Node:
        """The node that has the focus."""
        return next(node for node in reversed(self.tree()) if node.properties.get("focused"))

    def value_text(self) -> str:
        """What is said for the focused slider's value; the devtools' tree leaves it empty."""
        return str(self.page.evaluate("document.activeElement.ariaValueText"))

    def find(self, role: str, name: str) -> Node:
        """The first node with this role whose name holds `name`."""
        found = [node for node in self.tree() if node.role == role and name in node.name]
        assert found, f"no {role} called {name}"
        return found[0]

    def tab_to(self, role: str, name: str, *, key: str = "Tab") -> Node:
        """Press Tab until this control has the focus; each stop on the way is seen and uncovered."""
        for _ in range(MOST_TABS):
            if self.tab(key) is not None:
                node = self.focused()
                if node.role == role and name in node.name:
                    return node
        raise AssertionError(f"{MOST_TABS} times {key}, and no {role} called {name}")

    def tab(self, key: str = "Tab") -> str | None:
        """One step; the control's markup, or None where the page ends."""
        self.page.keyboard.press(key)
        focus = self.page.evaluate(FOCUS)
        if focus is None:
            return None
        assert focus["ring"], f"the focus cannot be seen: {focus['html']}"
        assert focus["inside"], f"the focus is off the screen: {focus['html']}"
        assert focus["uncovered"], f"something covers the focus: {focus['html']}"
        return str(focus["html"])

    def hears(self, text: str) -> None:
        """Wait until a live region says this."""
        wait_for(lambda: self._heard(text), seconds=30, what=f"to hear “{text}” among {self.said()}")

    def said(self) -> list[str]:
        """Everything that was announced on this page."""
        said: list[str] = self.page.evaluate("globalThis.said")
        return said

    def _heard(self, text: str) -> bool:
        return any(text in each for each in self.said())


def listening(context: BrowserContext) -> Listener:
    """A page on which every announcement is written down."""
    context.add_init_script(LISTEN)
    return Listener(context.new_page())


def _node(raw: dict[str, Any]) -> Node:
    return Node(
        role=str(_value(raw, "role")),
        name=str(_value(raw, "name")),
        value=str(_value(raw, "value")),
        description=str(_value(raw, "description")),
        properties={each["name"]: each["value"].get("value") for each in raw.get("properties", [])},
    )


def _value(raw: dict[str, Any], field: str) -> Any:
    return raw.get(field, {}).get("value", "")
