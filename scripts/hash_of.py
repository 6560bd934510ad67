"""Print one digest over the names and content of the files and folders given."""

import hashlib
import sys
from pathlib import Path


def files_of(path: Path) -> list[Path]:
    """The file itself, or every file below the folder in a fixed order."""
    if path.is_dir():
        return sorted(child for child in path.rglob("*") if child.is_file())
    return [path]


def digest(paths: list[Path]) -> str:
    """SHA-256 over names and content; a missing file counts as a name without content."""
    total = hashlib.sha256()
    for path in paths:
        for file in files_of(path):
            content = file.read_bytes() if file.exists() else b"missing"
            total.update(f"{file.as_posix()}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    return total.hexdigest()


if __name__ == "__main__":
    print(digest([Path(argument) for argument in sys.argv[1:]]))
