"""Runs tests/crowd.py in a process of its own, so that it may choose its database."""

import json
import subprocess
import sys
from typing import Any


def crowd(what: str, **options: int) -> Any:
    """The crowd's report; its command line and its report are printed, seed and all."""
    arguments = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "tests.crowd", what, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    print(" ".join(command[1:]), done.stdout, done.stderr)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
