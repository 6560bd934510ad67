"""mkdocs hook: what lies outside of docs/ is named, not linked; every decision is in the navigation."""

import re
from pathlib import Path
from typing import Any

OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)]+)\)")


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Links that leave docs/ work in the repository; on the site they become the path that they lead to."""
    folder = Path(config["docs_dir"])
    here = (folder / page.file.src_uri).parent

    def shown(match: re.Match[str]) -> str:
        target = match.group(0).rpartition("](")[2].rstrip(")").partition("#")[0]
        inside = (here / target).resolve().is_relative_to(folder.resolve())
        return match.group(0) if inside else f"{match.group(1)} (`{match.group(2)}`)"

    return OUTSIDE.sub(shown, markdown)


def on_config(config: Any) -> Any:
    """The decisions, by number, where the navigation says `adr/`."""
    decisions = Path(config["docs_dir"]) / "adr"
    pages = ["adr/README.md", *(f"adr/{path.name}" for path in sorted(decisions.glob("0*.md")))]
    for section in config["nav"]:
        for items in section.values():
            if isinstance(items, list):
                items[:] = [{"Decisions": pages} if item == {"Decisions": "adr/"} else item for item in items]
    return config
