"""`media.txt`: where the media are and what their SHA-256 is, for releases that carry no `media.zip`.

Source: the check files of GNU coreutils (`sha256sum --check media.txt` in the folder of the media): one
`HASH  PATH` a line, lines that begin with `#` are comments. The comment before each line is the link.
"""

from pathlib import Path

from reviewers.releases.formats.base import LINKS, FileFacts, ReleaseFacts, ReleaseVideo
from reviewers.releases.formats.files import OutFile

ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"))


class LinksWriter:
    """The list of links; a video without media, or of unknown hash, is a comment only."""

    name = LINKS

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._file = OutFile(folder / self.name)

    def add(self, item: ReleaseVideo) -> None:
        """The link of one video, its size, and its line of hash and path."""
        if not item.media_url:
            self._line(f"# no media here: {_escaped(item.path)}")
            return
        self._line(f"# {item.media_url} {item.byte_size or 0} bytes")
        if item.sha256:
            path = _escaped(item.path)
            self._line(f"{'' if path == item.path else chr(92)}{item.sha256}  {path}")

    def close(self) -> FileFacts:
        """End the file."""
        return self._file.close()

    def drop(self) -> None:
        """Give up."""
        self._file.drop()

    def _line(self, text: str) -> None:
        self._file.write(text.encode(errors="backslashreplace") + b"\n")


def _escaped(path: str) -> str:
    for char, escape in ESCAPES:
        path = path.replace(char, escape)
    return path
