"""Completion scripts for bash and zsh, made from the parser: they know what it knows."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from deeptrace.command.parser import parser_make

BASH = """\
# bash completion of deeptrace; made by `deeptrace completion bash`
_deeptrace() {{
    local word at="" words=""
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$at $word" in
{steps}
        esac
    done
    case "$at" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _deeptrace deeptrace"""
ZSH = """\
#compdef deeptrace
# zsh completion of deeptrace; made by `deeptrace completion zsh`
autoload -U +X bashcompinit && bashcompinit
{bash}"""


def script_of(shell: str) -> str:
    """The script for `bash` or `zsh`."""
    nodes = dict(_nodes(parser_make(), ""))
    steps = "\n".join(f'            "{_parent(at)} {_name(at)}") at="{at}" ;;' for at in nodes if at)
    cases = "\n".join(f'        "{at}") words="{" ".join(words)}" ;;' for at, words in nodes.items())
    bash = BASH.format(steps=steps, cases=cases)
    return bash if shell == "bash" else ZSH.format(bash=bash)


def _nodes(parser: argparse.ArgumentParser, at: str) -> Iterator[tuple[str, list[str]]]:
    """Every command as words joined by a slash, with what may follow it."""
    words: list[str] = []
    below: list[tuple[str, argparse.ArgumentParser]] = []
    for action in parser._actions:  # argparse has no other way in
        words += [option for option in action.option_strings if option.startswith("--")]
        if isinstance(action, argparse._SubParsersAction):
            below += action.choices.items()
        words += [str(choice) for choice in action.choices or []]
    yield at, words
    for name, child in below:
        yield from _nodes(child, f"{at}/{name}")


def _parent(at: str) -> str:
    return at.rpartition("/")[0]


def _name(at: str) -> str:
    return at.rpartition("/")[2]
