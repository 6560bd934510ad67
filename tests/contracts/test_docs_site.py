"""The documentation as a site: all pages are in it, links lead somewhere, nothing comes from elsewhere."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.e2e.guides.scenes import SCENES

ROOT = Path(__file__).resolve().parents[2]
FETCHED = re.compile(r"""<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=["']?(https?:[^"'\s>]+)""")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site; a page that is missing in the navigation, a dead link or a dead anchor ends the build."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_it_is_read_without_fetching_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.glob("**/*.html"))
    assert len(pages) > 20
    fetched = {address for page in pages for address in FETCHED.findall(page.read_text())}
    assert {address for address in fetched if "/localhost" not in address} == set()


def test_every_picture_that_a_page_shows_is_there_and_they_are_small() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")]
    shown = {page.parent / name for page in pages for name in PICTURE.findall(page.read_text())}
    kept = set((ROOT / "docs/images").iterdir())
    assert {path.resolve() for path in shown} == kept
    sizes = [path.stat().st_size for path in kept]
    assert max(sizes) < 120_000
    assert sum(sizes) < 1_500_000


def test_every_screenshot_is_made_by_the_script_that_takes_them() -> None:
    """`make docs-screens`; the plot of growth is drawn by `make bench`."""
    kept = {path.stem for path in (ROOT / "docs/images").glob("*.webp")}
    assert kept == {scene.name for scene in SCENES}
    assert {path.suffix for path in (ROOT / "docs/images").iterdir()} == {".webp", ".svg"}


def test_the_annotators_guide_defines_the_categories_as_the_product_does() -> None:
    seeded = import_module("annotations.migrations.0002_seed_categories").CATEGORIES
    guide = (ROOT / "docs/guides/annotator.md").read_text()
    expected = [
        f"| {number} | {name} | {definition} | {example} |"
        for number, (key, name, definition, example) in enumerate(seeded, start=1)
        if key != "other"
    ]
    assert [line for line in guide.splitlines() if re.match(r"\| \d \|", line)] == expected
