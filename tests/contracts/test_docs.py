"""The documents keep up with the code: settings, links, commands."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
APPS = ("deeptrace_site", "models_service", "reviewers", "annotations")
READERS = {"env_str", "env_int", "env_bool", "env_list", "env_choice"}


def settings_read() -> set[str]:
    """The environment variables that the code reads."""
    return {
        node.args[0].value
        for app in APPS
        for path in ROOT.glob(f"{app}/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and called(node) in READERS and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str)
    }


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/settings.md").read_text(), flags=re.MULTILINE)
    assert documented == sorted(documented)
    assert set(documented) == settings_read()


def test_only_one_module_reads_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in ROOT.glob(f"{app}/**/*.py")
        if re.search(r"os\.environ(\.get\(|\[)|os\.getenv", path.read_text())
    }
    assert readers == {"deeptrace_site/env.py"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    relative = [target for target in targets if "://" not in target]
    assert [target for target in relative if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_programs_and_commands_are_ones(document: Path) -> None:
    """That they also do what the pages for researchers say is tests/e2e/client/test_pages.py's."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    for language, text in blocks:
        if language == "python":
            compile(text, str(document), "exec")
        elif language in ("bash", "sh"):
            checked = subprocess.run(
                ["/usr/bin/env", "bash", "-n"], input=text, capture_output=True, text=True, check=False
            )
            assert checked.returncode == 0, f"{text}\n{checked.stderr}"


def test_every_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:`|^|\w=\d+ )make ([a-z-]+)", document.read_text(), flags=re.MULTILINE)
    }
    assert named
    assert named <= targets


def test_every_target_says_what_it_does() -> None:
    lines = re.findall(r"^[a-z-]+:.*$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert [line for line in lines if " ## " not in line] == []


def test_decisions_are_numbered_and_complete() -> None:
    decisions = sorted(ROOT.glob("docs/adr/0*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text()
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), path.name
