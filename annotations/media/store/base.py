"""What every place for media can do. A key is `ab/<32 hex digits>/original.mp4`, made by the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK_BYTES = 2**18


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file on its way: its number from 1 on, its length and the SHA-256 of its bytes."""

    number: int
    byte_size: int
    sha256: str


class MediaStore(Protocol):
    """A place for media. What is not there is a FileNotFoundError; what was written is safe on return."""

    @property
    def is_local(self) -> bool:
        """Whether the files lie on a disk of this machine."""

    def size(self, key: str) -> int:
        """The number of bytes."""

    def chunks(self, key: str, first: int, length: int) -> Iterator[bytes]:
        """The bytes from `first` on; fewer than `length` where the file became shorter meanwhile."""

    def read(self, key: str) -> bytes:
        """All of a small file."""

    def write(self, key: str, content: bytes) -> None:
        """Keep a small file; two writers at once leave one whole file."""

    def put(self, key: str, path: Path) -> None:
        """Move a file of this machine in; `path` is gone afterwards."""

    def local(self, key: str) -> Path:
        """A file of this machine with these bytes, to be read only."""

    def delete(self, key: str) -> None:
        """Remove one file; one that is gone already is no error."""

    def remove(self, folder: str) -> None:
        """Remove all files of a folder; those that are gone already are no error."""

    def holds(self, folder: str) -> bool:
        """Whether there is any file in a folder."""

    def parts_begin(self, key: str) -> str:
        """Begin a file that comes in parts; what the store calls it."""

    def part_put(self, key: str, name: str, part: Part, path: Path) -> None:
        """Keep a part; `path` is gone afterwards. A second time the same part replaces the first."""

    def part_link(self, key: str, name: str, part: Part) -> str:
        """An address that takes just this part for a short while; "" where there is none."""

    def parts_there(self, key: str, name: str) -> dict[int, int]:
        """The lengths of the parts that are kept, by number."""

    def parts_join(self, key: str, name: str, parts: Sequence[Part]) -> None:
        """Make the file of its parts; done again after a crash it comes to the same."""

    def parts_drop(self, key: str, name: str) -> None:
        """Forget the parts; those that are gone already are no error."""
