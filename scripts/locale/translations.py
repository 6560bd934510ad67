"""Gathers every text of the server that a person can see, and keeps the catalogues complete and compiled.

    translations.py           write the .po (new texts empty, unused ones dropped) and the .mo files
    translations.py --check   only say what is missing, unused or not compiled

A text is found by its form, so that nothing has to be marked: a sentence (a string literal that starts with
a capital letter, has a space and ends with a full stop), what `gettext` and `filled` are given, the labels of
our models and admin pages, and the titles of problems. A sentence with values in it is written
`filled("At most {limit} tags.", limit=...)`, never as an f-string.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "deeptrace_site" / "locale"
APPS = ("annotations", "reviewers", "models_service", "deeptrace_site")
#: Only operators, programs and models read these, in English: commands, checks, settings, OpenAPI, prompts.
NOT_SHOWN = re.compile(
    r"/(migrations|management|demo|locale|releases|backup)/|/(checks|env|settings|openapi|supervisor|problems|prompts)\.py$"
)
NOT_SHOWN_CALLS = frozenset(
    {"OpenApiResponse", "OpenApiParameter", "OpenApiExample", "extend_schema", "CommandError"}
    | {"debug", "info", "warning", "exception", "critical", "log"}
)
HEADER = "# The server's texts, written by `make locale`. The words to use: docs/inside/translation.md."
FIXED: dict[str, Any] = {
    "project": "DeepTrace",
    "version": "1",
    "creation_date": datetime(2026, 1, 1, tzinfo=UTC),
    "revision_date": datetime(2026, 1, 1, tzinfo=UTC),
    "last_translator": "DeepTrace",
    "language_team": "DeepTrace",
    "msgid_bugs_address": "DeepTrace",
    "copyright_holder": "",
}
GIVEN_TO = frozenset({"gettext", "gettext_lazy", "_", "filled", "each"})
SENTENCE = re.compile(r"[A-Z][^\n]* [^\n]*[.!?]")
SENTENCE_WITH_VALUES = re.compile(r"[A-Z][^\n]* [^\n]*[.!?}]")


def texts_in(tree: ast.AST) -> Iterator[str]:
    """The texts below a node, docstrings and documentation of the API left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call):
            if _name_of(node.func) in NOT_SHOWN_CALLS:
                continue
            yield from _given(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.fullmatch(node.value):
            yield node.value
        yield from texts_in(node)


def _given(call: ast.Call) -> Iterator[str]:
    if _name_of(call.func) in GIVEN_TO:
        for argument in call.args[:3]:
            strings = ast.walk(argument) if isinstance(argument, ast.IfExp) else [argument]
            yield from (
                each.value
                for each in strings
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def sentences_with_f(tree: ast.AST) -> Iterator[int]:
    """The lines of f-strings that are sentences: these cannot be translated."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) in NOT_SHOWN_CALLS:
            continue
        if isinstance(node, ast.JoinedStr) and SENTENCE_WITH_VALUES.fullmatch(_with_names(node)):
            yield node.lineno
        yield from sentences_with_f(node)


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """The modules whose texts people can see."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not NOT_SHOWN.search("/" + str(path.relative_to(ROOT))):
                yield path, ast.parse(path.read_text("utf-8"))


def found() -> dict[str, list[str]]:
    """Every text and where it is."""
    from deeptrace_site.api_errors import TITLES  # noqa: PLC0415 -- after django.setup()
    from deeptrace_site.labels import labels  # noqa: PLC0415

    pairs = [(text, str(path.relative_to(ROOT))) for path, tree in sources() for text in texts_in(tree)]
    pairs += labels()
    pairs += [(title, "deeptrace_site/api_errors.py") for title in TITLES.values()]
    places: dict[str, set[str]] = {}
    for text, place in pairs:
        places.setdefault(text, set()).add(place)
    return {text: sorted(where) for text, where in sorted(places.items())}


def catalogue_read(folder: Path) -> Catalog:
    """The catalogue of one language as it is in the repository."""
    path = folder / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=folder.name, domain="django")


def compiled(catalogue: Catalog) -> bytes:
    """The .mo of a catalogue."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def complaints() -> list[str]:
    """What keeps the catalogues from being complete, up to date and compiled."""
    texts = found()
    wrong = [
        f"{path}:{line}: use filled(), not an f-string"
        for path, tree in sources()
        for line in sentences_with_f(tree)
    ]
    for folder in sorted(LOCALE.iterdir()):
        catalogue = catalogue_read(folder)
        translated = {str(message.id): str(message.string) for message in catalogue if message.id}
        wrong += [f"{folder.name}: missing: {text}" for text in texts if not translated.get(text)]
        wrong += [f"{folder.name}: unused: {text}" for text in translated if text not in texts]
        if (folder / "LC_MESSAGES" / "django.mo").read_bytes() != compiled(catalogue):
            wrong.append(f"{folder.name}: django.mo is not the compiled django.po")
    return wrong


def write() -> None:
    """Bring the .po files up to the texts of the code, and compile them."""
    texts = found()
    for folder in sorted(LOCALE.iterdir()):
        old = catalogue_read(folder)
        catalogue = Catalog(locale=folder.name, header_comment=HEADER, fuzzy=False, **FIXED)
        for text, where in texts.items():
            known = old.get(text)
            catalogue.add(text, known.string if known else "", [(place, 0) for place in where])
        with (folder / "LC_MESSAGES" / "django.po").open("wb") as file:
            write_po(file, catalogue, width=110, include_lineno=False)
        (folder / "LC_MESSAGES" / "django.mo").write_bytes(compiled(catalogue_read(folder)))


def _name_of(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _with_names(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def main() -> int:
    """Write, or check and say what is wrong."""
    if "--check" not in sys.argv:
        write()
    wrong = complaints()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
    django.setup()
    sys.exit(main())
