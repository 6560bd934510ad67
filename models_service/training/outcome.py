"""How the programs of a run say how they ended, and the digest that names what they made."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

OUT_OF_MEMORY_CODE = 3
CHUNK_BYTES = 2**20


def json_write(path: Path, body: Any) -> None:
    """Write JSON so that it is there as a whole or not at all."""
    aside = path.with_suffix(".aside")
    aside.write_text(json.dumps(body, indent=1))
    os.replace(aside, path)


def weights_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of a model's weights and configuration, in order of name."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.json")]):
        digest.update(path.name.encode())
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
