"""What can be typed is helped, completed and refused without a server."""

import subprocess
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator

import pytest

from deeptrace.command.completion import script_of
from deeptrace.command.main import run
from deeptrace.command.parser import parser_make


def leaves(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """Every command that does something."""
    below = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    if not below:
        yield parser
    for action in below:
        for child in action.choices.values():
            yield from leaves(child)


def test_every_command_teaches_by_example_and_speaks_json() -> None:
    found = list(leaves(parser_make()))
    assert len(found) > 10
    for leaf in found:
        assert f"examples:\n  {leaf.prog}" in leaf.format_help(), leaf.prog
        assert "--json" in leaf.format_help(), leaf.prog


def completed(*words: str) -> list[str]:
    """What bash offers after these words."""
    typed = " ".join(f"'{word}'" for word in ("deeptrace", *words))
    script = f"{script_of('bash')}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words)}; _deeptrace\n"
    script += 'echo "${COMPREPLY[@]}"'
    return subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()


def test_bash_completes_commands_options_and_choices() -> None:
    assert completed("re") == ["releases", "release", "rewards"]
    assert completed("release", "d") == ["download"]
    assert completed("release", "export", "data", "l") == ["llama-factory"]
    assert "--no-media" in completed("release", "download", "sora-pilot", "--")
    assert script_of("zsh").startswith("#compdef deeptrace\n")


def test_missing_settings_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DEEPTRACE_URL", raising=False)
    monkeypatch.delenv("DEEPTRACE_TOKEN", raising=False)
    assert run(["releases"]) == 2
    assert "Set DEEPTRACE_URL and DEEPTRACE_TOKEN" in capsys.readouterr().err
