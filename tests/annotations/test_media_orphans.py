"""A media tool does not outlive the process that asked for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.deeptrace_site.test_serve import children_of, is_running
from tests.e2e.server import ROOT, wait_for

# Asks for something that no child answers: it waits for a request that does not come.
ASKS = (
    "import subprocess, sys; from annotations.media.process import BOOTSTRAP, ROOT;"
    "subprocess.Popen([sys.executable, '-I', '-c', BOOTSTRAP, str(ROOT)], stdin=open(sys.argv[1]),"
    " start_new_session=True).wait()"
)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    never = tmp_path / "never"
    os.mkfifo(never)
    held = os.open(never, os.O_RDWR)
    try:
        with subprocess.Popen([sys.executable, "-c", ASKS, str(never)], cwd=ROOT) as asking:
            wait_for(lambda: bool(children_of(asking.pid)), seconds=120, what="the child")
            (child,) = children_of(asking.pid)
            wait_for(lambda: len(threads_of(child)) > 1, seconds=120, what="its watch")
            asking.send_signal(signal.SIGKILL)
        wait_for(lambda: not is_running(child), seconds=40, what="the child's end")
    finally:
        os.close(held)


def threads_of(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except FileNotFoundError:
        return []
