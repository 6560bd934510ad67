"""Exit 0 when what runs in this container can do its work: a web server, or a process that touches a file.

`health.py` asks the web server; `health.py FILE SECONDS` wants FILE to be touched less than SECONDS ago.
"""

import os
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

URL = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/ready"


def web_ask() -> None:
    """Raises URLError where the web server is not ready; it answers to one of its own names only."""
    name = os.environ.get("DEEPTRACE_ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    headers = {"Host": "127.0.0.1" if name == "*" else name, "X-Forwarded-Proto": "https"}
    with urlopen(Request(URL, headers=headers), timeout=4):
        pass


def is_fresh(file: Path, seconds: float) -> bool:
    """Whether the file, or one whose name begins so (a database's), was touched less than `seconds` ago."""
    found = file.parent.glob(f"{file.name}*")
    return any(time.time() - path.stat().st_mtime < seconds for path in found)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        web_ask()
    elif not is_fresh(Path(sys.argv[1]), float(sys.argv[2])):
        sys.exit(f"{sys.argv[1]} was not touched for {sys.argv[2]} s")
