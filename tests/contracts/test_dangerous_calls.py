"""Calls that have opened other platforms of this kind to attackers: none of them is in our code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("annotations", "reviewers", "models_service", "deeptrace_site", "client/src", "scripts", "bench")
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
FORBIDDEN_CALLS = {"eval", "exec", "mark_safe", "os.system", "os.popen", "yaml.load", "pickle.loads"}
MARKUP = re.compile(
    r"\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
)


def faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and name of each forbidden thing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names if each.name in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FORBIDDEN_MODULES:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, fault) for fault in faults_of_call(node))


def faults_of_call(call: ast.Call) -> Iterator[str]:
    """What is wrong with a call."""
    name = ast.unparse(call.func)
    given = {each.arg: ast.unparse(each.value) for each in call.keywords}
    if name in FORBIDDEN_CALLS or name.endswith((".mark_safe", ".extra")):
        yield name
    if name.endswith(".objects.raw"):
        yield name
    if given.get("shell", "False") != "False":
        yield f"{name}(shell=...)"
    if name.endswith("torch.load") and given.get("weights_only") != "True":
        yield "torch.load without weights_only"
    if given.get("trust_remote_code", "False") != "False":
        yield f"{name}(trust_remote_code=...)"


def test_python_calls_nothing_dangerous() -> None:
    paths = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]
    assert len(paths) > 400
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in paths
        for line, what in faults(ast.parse(path.read_text()))
    ]
    assert found == []


def test_the_browser_interface_writes_no_markup() -> None:
    paths = [path for path in (ROOT / "frontend/src").rglob("*") if path.suffix in (".ts", ".svelte")]
    assert len(paths) > 300
    assert [str(path.relative_to(ROOT)) for path in paths if MARKUP.search(path.read_text())] == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "run(x, shell=True)",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "Video.objects.raw(text)",
        "rows.extra(where=[text])",
        "mark_safe(text)",
        "Auto.from_pretrained(x, trust_remote_code=True)",
        "eval(text)",
    ],
)
def test_the_rules_find_what_they_look_for(code: str) -> None:
    assert list(faults(ast.parse(code)))
