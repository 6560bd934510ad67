"""What a browser fetches before the workbench shows its first frame, compressed as it is sent."""

import gzip
import json
from pathlib import Path
from typing import Any

DIST = Path(__file__).resolve().parent.parent / "frontend" / "dist"
MAIN_KB, WORKER_KB = 90, 70
#: The page's own start, the workbench (`frontend/chunks.ts` names it), and its texts in English.
START, WORKBENCH, TEXTS = "src/main.ts", "workbench", "src/i18n/en/bench/index.ts"

Manifest = dict[str, dict[str, Any]]


def main_kb() -> float:
    """The scripts of the workbench's first look together, in kilobytes (1000) of gzip."""
    manifest: Manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    [workbench] = [key for key, chunk in manifest.items() if chunk.get("name") == WORKBENCH]
    entries = (START, workbench, TEXTS)
    scripts = {name for entry in entries for name in static_files(manifest, entry)}
    return sum(zipped_kb(DIST / name) for name in scripts)


def worker_kb() -> float:
    """The decoder, which runs beside the page."""
    return sum(zipped_kb(path) for path in DIST.glob("assets/*worker*.js"))


def static_files(manifest: Manifest, entry: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The scripts that an entry needs before it runs."""
    if entry in seen:
        return set()
    files = {str(manifest[entry]["file"])}
    for name in manifest[entry].get("imports", []):
        files |= static_files(manifest, name, seen | {entry})
    return files


def zipped_kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1000
