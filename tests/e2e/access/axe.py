"""axe-core in a real page: every rule in one theme, and what depends on colours in the other one too."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOUR = ["color-contrast", "link-in-text-block"]
THEMES = ("dark", "light")

RUN = """async ([runOnly, theme]) => {
  const root = document.documentElement;
  const before = root.dataset.theme;
  root.dataset.theme = theme;
  const found = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  root.dataset.theme = before;
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.target.join(' '), node.failureSummary, node.html.slice(0, 200)]));
}"""


class Axe:
    """Gathers what axe finds over many states, so that one run shows everything."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.checked: list[str] = []

    def check(self, page: Page, state: str) -> None:
        """Look at the page as it is now, under a name for the report."""
        if page.evaluate("typeof globalThis.axe") == "undefined":
            page.evaluate(SOURCE.read_text())
        dark = self._run(page, {"type": "tag", "values": TAGS}, THEMES[0])
        light = self._run(page, {"type": "rule", "values": BY_COLOUR}, THEMES[1])
        for theme, findings in zip(THEMES, (dark, light), strict=True):
            self.found += [f"{state} ({theme}): " + "\n    ".join(finding) for finding in findings]
        self.checked.append(state)

    def assert_clean(self) -> None:
        """Fail with everything that was found."""
        assert not self.found, f"{len(self.found)} findings\n" + "\n".join(self.found)

    @staticmethod
    def _run(page: Page, only: dict[str, Any], theme: str) -> list[list[str]]:
        findings: list[list[str]] = page.evaluate(RUN, [only, theme])
        return findings
