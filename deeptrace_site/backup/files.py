"""The files of a site: which ones belong into a backup, and how they come in and out of it."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from deeptrace_site.backup.errors import BackupError
from deeptrace_site.backup.manifest import FILE_LIST, FILES, Manifest, StoredFile, files_listed, torn

CHUNK_BYTES = 2**20
KEY_FILE = "secret-key"
PASSING = {"cache", "messages", "incoming"}  # made anew, or meant for one moment
MEDIA, MODELS, DATA = "media", "models", "data"
# Only these are never written again once they have their name, so that a second name for them is safe.
LINKED_TREE, LINKED_SUFFIX = MEDIA, ".safetensors"
OnFile = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of the site; what lies in `apart` belongs to another tree or to none."""

    name: str
    root: Path
    apart: frozenset[Path]

    def files(self) -> Iterator[Path]:
        """Its finished files, in a fixed order."""
        for name, folders, files in os.walk(self.root):
            folder = Path(name)
            folders[:] = sorted(each for each in folders if not self._is_left_out(folder / each))
            kept = [folder / each for each in sorted(files) if not self._is_left_out(folder / each)]
            yield from (path for path in kept if path.is_file() and not path.is_symlink())

    def _is_left_out(self, path: Path) -> bool:
        return path in self.apart or path.name.startswith(".") or path.suffix == ".part"


def trees() -> list[Tree]:
    """The folders of this site."""
    data, media, models = (
        Path(root).resolve() for root in (settings.DATA_DIR, settings.MEDIA_DIR, settings.MODELS_DIR)
    )
    apart = {data / name for name in PASSING} | {media, models, Path(settings.FILE_UPLOAD_TEMP_DIR)}
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"]).resolve()
        apart |= {name.with_name(f"{name.name}{end}") for end in ("", "-wal", "-shm", "-journal")}
    none: frozenset[Path] = frozenset()
    return [Tree(DATA, data, frozenset(apart)), Tree(MEDIA, media, none), Tree(MODELS, models, none)]


def files_gather(archive: Path, manifest: Manifest, *, may_link: bool, on_file: OnFile) -> None:
    """Put every file into the archive and its hash into the list; what is removed meanwhile is left out."""
    digest = hashlib.sha256()
    with (archive / FILE_LIST).open("wb") as listed:
        for tree in trees():
            if tree.name in manifest.left_out:
                continue
            for stored in _gathered(archive, tree, may_link=may_link):
                line = json.dumps(asdict(stored)).encode() + b"\n"
                listed.write(line)
                digest.update(line)
                manifest.files += 1
                manifest.file_bytes += stored.bytes
                on_file(manifest.files)
    manifest.file_list_sha256 = digest.hexdigest()


def _gathered(archive: Path, tree: Tree, *, may_link: bool) -> Iterator[StoredFile]:
    for source in tree.files():
        path = f"{tree.name}/{source.relative_to(tree.root).as_posix()}"
        target = archive / FILES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        is_fixed = tree.name == LINKED_TREE or source.suffix == LINKED_SUFFIX
        try:
            if not (may_link and is_fixed and _linked(source, target)):
                shutil.copy2(source, target)
        except FileNotFoundError:
            continue
        yield StoredFile(path, target.stat().st_size, file_sha256(target))


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one that knows no links
        return False
    return True


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_place_check() -> None:
    """BackupError where the site's folders hold something already (the key made at first start aside)."""
    for tree in trees():
        found = next((path for path in tree.files() if path != tree.root / KEY_FILE), None)
        if found is not None:
            raise BackupError(
                f"{tree.root} is not empty ({found.relative_to(tree.root)} is there)."
                " A backup is restored into an empty place only: name another folder by DEEPTRACE_DATA."
            )


def files_restore(archive: Path, *, on_file: OnFile) -> None:
    """Copy every file of the archive to its place."""
    roots = {tree.name: tree.root for tree in trees()}
    for number, stored in enumerate(files_listed(archive), start=1):
        tree, _, path = stored.path.partition("/")
        target = roots[tree] / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(archive / FILES / stored.path, target)
        on_file(number)


def files_verify(archive: Path, manifest: Manifest, *, on_file: OnFile) -> None:
    """BackupError where a file is missing or not as it was."""
    try:
        if file_sha256(archive / FILE_LIST) != manifest.file_list_sha256:
            raise torn(archive, f"{FILE_LIST} is damaged")
    except OSError as error:
        raise torn(archive, f"{FILE_LIST} cannot be read") from error
    for number, stored in enumerate(files_listed(archive), start=1):
        _file_verify(archive, stored)
        on_file(number)


def _file_verify(archive: Path, stored: StoredFile) -> None:
    path = archive / FILES / stored.path
    try:
        is_same = path.stat().st_size == stored.bytes and file_sha256(path) == stored.sha256
    except OSError as error:
        raise torn(archive, f"{stored.path} cannot be read") from error
    if not is_same:
        raise torn(archive, f"{stored.path} is damaged")
