"""Media in a folder of this machine, or of a disk that all machines share."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from annotations.media.store.base import CHUNK_BYTES, Part

FILE_MODE = 0o640
COPY_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class LocalStore:
    """`root` holds the media, `incoming` what is on its way."""

    root: Path
    incoming: Path
    is_local: bool = True

    def size(self, key: str) -> int:
        """The number of bytes."""
        return self.local(key).stat().st_size

    def chunks(self, key: str, first: int, length: int) -> Iterator[bytes]:
        """The bytes from `first` on; fewer than `length` where the file became shorter meanwhile."""
        with (self.root / key).open("rb") as file:
            file.seek(first)
            while length and (chunk := file.read(min(CHUNK_BYTES, length))):
                length -= len(chunk)
                yield chunk

    def read(self, key: str) -> bytes:
        """All of a small file."""
        return (self.root / key).read_bytes()

    def write(self, key: str, content: bytes) -> None:
        """Keep a small file; two writers at once leave one whole file. Its folder must be there."""
        target = self.root / key
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as part:
            part.write(content)
        os.chmod(part.name, FILE_MODE)
        os.replace(part.name, target)

    def put(self, key: str, path: Path) -> None:
        """Move a file of this machine in; it is safely on disk when this returns."""
        target = self.root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{uuid4().hex}.part")
        try:
            os.replace(path, part)
        except OSError:  # the two folders are on different disks
            shutil.copyfile(path, part)
            path.unlink(missing_ok=True)
        part.chmod(FILE_MODE)
        _sync(part)
        os.replace(part, target)
        _sync(target.parent)

    def local(self, key: str) -> Path:
        """The file itself."""
        path = self.root / key
        if not path.is_file():
            raise FileNotFoundError(key)
        return path

    def delete(self, key: str) -> None:
        """Remove one file."""
        (self.root / key).unlink(missing_ok=True)

    def remove(self, folder: str) -> None:
        """Remove all files of a folder."""
        shutil.rmtree(self.root / folder, ignore_errors=True)

    def holds(self, folder: str) -> bool:
        """Whether the folder is there."""
        return (self.root / folder).exists()

    def parts_begin(self, key: str) -> str:
        """A folder among what is on its way, named as the video's own."""
        name = Path(key).parent.name
        self._parts(name).mkdir(parents=True, exist_ok=True)
        return name

    def part_put(self, key: str, name: str, part: Part, path: Path) -> None:
        """Keep a part under its number; it appears whole or not at all."""
        _sync(path)
        os.replace(path, self._parts(name) / str(part.number))
        _sync(self._parts(name))

    def part_link(self, key: str, name: str, part: Part) -> str:
        """A folder has no address of its own."""
        return ""

    def parts_there(self, key: str, name: str) -> dict[int, int]:
        """The lengths of the parts that are kept, by number."""
        found = (path for path in self._parts(name).glob("*") if path.name.isdecimal())
        return {int(path.name): path.stat().st_size for path in found}

    def parts_join(self, key: str, name: str, parts: Sequence[Part]) -> None:
        """Copy the parts into one file: a connection that is still open can then change it no more."""
        with tempfile.NamedTemporaryFile(dir=self.incoming, prefix="joined-", delete=False) as whole:
            try:
                for part in parts:
                    with (self._parts(name) / str(part.number)).open("rb") as piece:
                        shutil.copyfileobj(piece, whole, COPY_BYTES)
            except BaseException:
                Path(whole.name).unlink()
                raise
        self.put(key, Path(whole.name))

    def parts_drop(self, key: str, name: str) -> None:
        """Forget the parts."""
        shutil.rmtree(self._parts(name), ignore_errors=True)

    def _parts(self, name: str) -> Path:
        return self.incoming / "parts" / name


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
