"""The program: reads the command line, turns errors into a sentence and an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from deeptrace.command.parser import parser_make
from deeptrace.errors import DeepTraceError, ProblemError

INTERRUPTED, BROKEN_PIPE = 130, 141


def run(words: Sequence[str] | None = None) -> int:
    """Do what was typed and return the exit code (`deeptrace --help` lists them)."""
    asked = parser_make().parse_args(words)
    try:
        return int(asked.run(asked))
    except DeepTraceError as error:
        _told(error, as_json=asked.json)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was brought so far is kept: run it again to go on.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _told(error: DeepTraceError, *, as_json: bool) -> None:
    if not as_json:
        print(f"deeptrace: {error}", file=sys.stderr)
        return
    facts: dict[str, Any] = {"code": getattr(error, "code", ""), "detail": str(error)}
    if isinstance(error, ProblemError):
        facts |= {"detail": error.detail, "status": error.status, "errors": error.errors}
    print(json.dumps({"error": facts}, ensure_ascii=False), file=sys.stderr)
