"""Releases: found, described, read row by row, brought home with every hash checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeptrace.api.jobs import HOUR, Jobs
from deeptrace.api.links import LINKS, LinkedMedia, links_of
from deeptrace.downloads import (
    ByteStream,
    Member,
    OnBytes,
    file_download,
    ignore_bytes,
    member_download,
)
from deeptrace.errors import (
    ExtraMissingError,
    HashMismatchError,
    MediaMissingError,
    NotFoundError,
    UsageError,
)
from deeptrace.folder import ReleaseFolder, inside
from deeptrace.hashing import Hashing
from deeptrace.progress import bytes_bar
from deeptrace.records import DONE, ReleaseFile
from deeptrace.remote_zip import members_of
from deeptrace.rows import Row, lines_of, rows_of
from deeptrace.wire import Wire

if TYPE_CHECKING:
    import datasets
    import pandas as pd

ROWS, TRACES, MEDIA = "all_data.json", "traces.jsonl", "media.zip"
WORKERS = 4
ALL_SPLITS = ("train", "val", "test")


class Release:
    """One numbered, immutable snapshot of a project's gold."""

    def __init__(self, wire: Wire, body: Mapping[str, Any]) -> None:
        self._wire = wire
        self._manifest: dict[str, Any] | None = None
        self.raw = dict(body)

    def __repr__(self) -> str:
        """As it is named in papers."""
        return f"<Release {self.name} {self.status}>"

    @property
    def project(self) -> str:
        """The project's slug."""
        return str(self.raw["project"])

    @property
    def version(self) -> int:
        """Its number in the project."""
        return int(self.raw["version"])

    @property
    def name(self) -> str:
        """`project/version`."""
        return f"{self.project}/{self.version}"

    @property
    def status(self) -> str:
        """`done` once its files are there."""
        return str(self.raw["status"])

    @property
    def counts(self) -> dict[str, Any]:
        """Rows, traces, videos by kind and split, what was left out; empty before it is done."""
        return dict(self.raw["counts"] or {})

    @property
    def files(self) -> dict[str, ReleaseFile]:
        """Its files by name."""
        return {each["name"]: ReleaseFile.of(each) for each in self.raw["files"]}

    @property
    def manifest(self) -> dict[str, Any]:
        """Everything about it: selection, policies, counts, hashes of every file and video."""
        if self._manifest is None:
            self._manifest = self._wire.get(self._file("manifest.json").url)
        return self._manifest

    def wait(self, *, timeout: float = HOUR) -> Release:
        """Wait until its files are there; raises JobFailedError or JobTimeoutError."""
        if self.status != DONE and self.raw["job"]:
            Jobs(self._wire).wait(self.raw["job"]["id"], timeout=timeout)
            self.raw = self._wire.get(f"releases/{self.project}/{self.version}/")
        return self

    def rows(self, split: str = "") -> Iterator[Row]:
        """The rows of `all_data.json` over the wire, none of them kept.

        The hash is checked when the last row has come: HashMismatchError there means that all of them count
        for nothing.
        """
        for row in rows_of(self._checked(ROWS)):
            if not split or row.get("split") == split:
                yield row

    def traces(self) -> Iterator[Row]:
        """The lines of `traces.jsonl`: all keyframes and where each trace came from."""
        return lines_of(self._checked(TRACES))

    def to_pandas(self, split: str = "") -> pd.DataFrame:
        """The rows as a data frame, whole numbers kept whole where some are missing."""
        try:
            import pandas  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ExtraMissingError("pandas", "pandas") from error
        return pandas.DataFrame(list(self.rows(split))).convert_dtypes()

    def to_hf(self) -> datasets.DatasetDict:
        """The rows as a `datasets.DatasetDict` by split."""
        try:
            import datasets  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ExtraMissingError("datasets", "datasets") from error
        by_split: dict[str, list[Row]] = {}
        for row in self.rows():
            by_split.setdefault(row.get("split") or "none", []).append(row)
        order = [name for name in (*ALL_SPLITS, "none") if name in by_split]
        whole = datasets.Dataset.from_list([row for name in order for row in by_split[name]])
        ends = [sum(len(by_split[each]) for each in order[: at + 1]) for at in range(len(order))]
        starts = [0, *ends[:-1]]
        parts = zip(order, starts, ends, strict=True)
        return datasets.DatasetDict({name: whole.select(range(at, end)) for name, at, end in parts})

    def download(
        self,
        path: str | Path,
        *,
        media: bool = True,
        splits: Collection[str] = (),
        workers: int = WORKERS,
        progress: bool = True,
    ) -> ReleaseFolder:
        """Bring the release into a folder, every byte checked; a run that was stopped goes on where it was.

        Files lie under their names, media at their rows' `video_path`, fetched `workers` at a time; `splits`
        fetches the media of those only. `media.zip` itself is left on the server. Where the release lists
        links (`media.txt`), each video comes from its own address; one that was taken down since is left out,
        and `verify()` of the folder names it.
        """
        folder = Path(path)
        wanted = [each for each in self.files.values() if each.name != MEDIA]
        total = sum(each.bytes or 0 for each in wanted)
        with bytes_bar(f"{self.name} files", total, show=progress) as on_bytes:
            for each in wanted:
                file_download(self._wire, each.url, inside(folder, each.name), each.sha256, on_bytes)
        if media and MEDIA in self.files:
            self._media_download(folder, set(splits), workers, progress=progress)
        elif media and LINKS in self.files:
            self._linked_download(folder, set(splits), workers, progress=progress)
        return ReleaseFolder(folder)

    def download_file(self, name: str, path: str | Path, *, progress: bool = True) -> Path:
        """Bring one file (`media.zip`, say) to a path, checked and resumed likewise."""
        file, target = self._file(name), Path(path)
        with bytes_bar(name, file.bytes, show=progress) as on_bytes:
            file_download(self._wire, file.url, target, file.sha256, on_bytes)
        return target

    def _media_download(self, folder: Path, splits: set[str], workers: int, *, progress: bool) -> None:
        archive = self._file(MEDIA)
        known = {each["path"]: each for each in self.manifest["videos"]}
        members = [
            each
            for each in members_of(self._wire, archive.url, archive.bytes or 0)
            if not splits or (known.get(each.name) or {}).get("split") in splits
        ]
        total = sum(each.size for each in members)
        with bytes_bar(f"{self.name} media", total, show=progress) as on_bytes:

            def fetch(member: Member) -> None:
                self._member(folder, archive, member, known.get(member.name) or {}, on_bytes)

            _parallel(fetch, members, workers)

    def _linked_download(self, folder: Path, splits: set[str], workers: int, *, progress: bool) -> None:
        """Fetch each video from its own address; one whose bytes are there already is not fetched again."""
        split_of = {each["path"]: each["split"] for each in self.manifest["videos"]}
        linked = [
            each
            for each in links_of(inside(folder, LINKS))
            if not splits or split_of.get(each.path) in splits
        ]
        total = sum(each.bytes for each in linked)
        with bytes_bar(f"{self.name} media", total, show=progress) as on_bytes:

            def fetch(each: LinkedMedia) -> None:
                with suppress(MediaMissingError):
                    file_download(self._wire, each.url, inside(folder, each.path), each.sha256, on_bytes)

            _parallel(fetch, linked, workers)

    def _member(
        self, folder: Path, archive: ReleaseFile, member: Member, video: Mapping[str, Any], on_bytes: OnBytes
    ) -> None:
        target = inside(folder, member.name)
        member_download(self._wire, archive.url, member, target, video.get("sha256"), on_bytes)

    def _checked(self, name: str, on_bytes: OnBytes = ignore_bytes) -> Iterator[bytes]:
        """The bytes of a file; HashMismatchError after the last one."""
        file, hashing = self._file(name), Hashing()
        for chunk in hashing.through(ByteStream(self._wire, file.url)):
            on_bytes(len(chunk))
            yield chunk
        if file.sha256 and hashing.hexdigest() != file.sha256:
            raise HashMismatchError(f"{name} of {self.name}: the bytes are not those of the release.")

    def _file(self, name: str) -> ReleaseFile:
        found = self.files.get(name)
        if found is None:
            there = ", ".join(self.files) or f"none yet: the release is {self.status}"
            raise UsageError(f"{self.name} has no file {name!r}. It has: {there}.")
        return found


def _parallel(work: Any, items: Sequence[Any], workers: int) -> None:
    """Do all of them; the first failure stops those that have not begun."""
    with ThreadPoolExecutor(max(1, workers)) as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class Releases:
    """`client.releases(project)` and `client.release(project, version)`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self, project: str = "") -> Iterator[Release]:
        """Newest first; pages are fetched as you go."""
        return (Release(self._wire, body) for body in self._wire.pages("releases/", project=project))

    def get(self, project: str, version: int | None = None) -> Release:
        """One release; without a version the newest that is done. Raises NotFoundError."""
        if version is None:
            version = self._latest(project)
        return Release(self._wire, self._wire.get(f"releases/{project}/{version}/"))

    def create(self, project: str, **options: Any) -> Release:
        """Make a release of the gold as it is now (researchers and admins); `.wait()` for its files."""
        response = self._wire.send("POST", "releases/", json={"project": project, **options})
        return Release(self._wire, response.json())

    def _latest(self, project: str) -> int:
        done = [release.version for release in self.list(project) if release.status == DONE]
        if not done:
            detail = f"The project {project} has no release that is done."
            raise NotFoundError(404, {"code": "not_found", "detail": detail})
        return max(done)
