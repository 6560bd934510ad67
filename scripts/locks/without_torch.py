"""Drop from a lock, in place, what torch's own build brings: `python scripts/locks/without_torch.py LOCK`."""

import re
import sys
from pathlib import Path

BROUGHT = re.compile(r"(nvidia-|cuda-|triton|torch|# WARNING)")


def without_torch(text: str) -> str:
    """The lock without the pins of torch and its build."""
    head, *pins = re.split(r"\n(?=[a-z][\w.-]*==|# WARNING)", text)
    return "\n".join([head, *(pin.rstrip("\n") for pin in pins if not BROUGHT.match(pin))]) + "\n"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(without_torch(path.read_text()))
