"""Media in a bucket of an S3-compatible server, through django-storages; boto3 is loaded on first use.

ffmpeg and models read files: for them a local copy is fetched into a folder of limited size, whose files that
nobody has asked for in a while go first.
"""

import base64
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from annotations.media.store.base import CHUNK_BYTES, Part

LINK_SECONDS = 3600
SPARED_SECONDS = 3600  # a copy that was asked for lately may still be read: its path is known to somebody
ABSENT = frozenset({"404", "NoSuchKey", "NoSuchUpload", "NotFound"})
TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".json": "application/json"}


def bucket_store(options: dict[str, Any], cache: Path, cache_bytes: int) -> "BucketStore":
    """The store of these settings (deeptrace_site/env.py names them)."""
    public = options["public_endpoint"]
    return BucketStore(
        bucket=options["name"],
        client=_client(options, options["endpoint"]),
        public=_client(options, public) if public else None,
        prefix=options["prefix"].strip("/"),
        cache=CopyFolder(cache, cache_bytes),
    )


def _client(options: dict[str, Any], endpoint: str) -> Any:
    """The client of a django-storages back end; clients, unlike what makes them, are for all threads."""
    config = import_module("botocore.config").Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "auto"},
        # Servers other than Amazon's refuse the checksums that newer clients add unasked.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"max_attempts": 4, "mode": "standard"},
    )
    storage = import_module("storages.backends.s3").S3Storage(
        bucket_name=options["name"],
        endpoint_url=endpoint or None,
        region_name=options["region"],
        access_key=options["access_key"] or None,
        secret_key=options["secret_key"] or None,
        client_config=config,
    )
    return storage.connection.meta.client


@contextmanager
def _absent_is_not_found(key: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        told: Any = getattr(error, "response", {})
        if told.get("Error", {}).get("Code") in ABSENT:
            raise FileNotFoundError(key) from error
        raise


@dataclass(frozen=True, slots=True)
class BucketStore:
    """`public` signs links for browsers; None: parts come through the site."""

    bucket: str
    client: Any
    public: Any
    prefix: str
    cache: "CopyFolder"
    is_local: bool = False

    def size(self, key: str) -> int:
        """The number of bytes."""
        with _absent_is_not_found(key):
            return int(self.client.head_object(**self._of(key))["ContentLength"])

    def chunks(self, key: str, first: int, length: int) -> Iterator[bytes]:
        """The bytes from `first` on, as they come from the bucket."""
        if not length:
            return
        wanted = f"bytes={first}-{first + length - 1}"
        with _absent_is_not_found(key):
            body = self.client.get_object(**self._of(key), Range=wanted)["Body"]
        try:
            yield from body.iter_chunks(CHUNK_BYTES)
        finally:
            body.close()

    def read(self, key: str) -> bytes:
        """All of a small file."""
        with _absent_is_not_found(key):
            return bytes(self.client.get_object(**self._of(key))["Body"].read())

    def write(self, key: str, content: bytes) -> None:
        """Keep a small file."""
        self.client.put_object(**self._of(key), Body=content, ContentType=_type(key))

    def put(self, key: str, path: Path) -> None:
        """Send a file of this machine there; it is gone here afterwards."""
        config = import_module("boto3.s3.transfer").TransferConfig(use_threads=False)
        where = self._of(key)
        self.client.upload_file(
            str(path), where["Bucket"], where["Key"], ExtraArgs={"ContentType": _type(key)}, Config=config
        )
        path.unlink(missing_ok=True)

    def local(self, key: str) -> Path:
        """A copy on this machine, fetched unless it is here; it stays for an hour after it was asked for."""
        kept = self.cache.get(key)
        if kept is not None:
            return kept
        size = self.size(key)
        return self.cache.fetch(key, size, self.chunks(key, 0, size))

    def delete(self, key: str) -> None:
        """Remove one file, and its copy on this machine."""
        self.client.delete_object(**self._of(key))
        self.cache.forget(key)

    def remove(self, folder: str) -> None:
        """Remove all files of a folder, and their copies on this machine."""
        for key in self._keys(folder):
            self.client.delete_object(Bucket=self.bucket, Key=key)
        self.cache.forget(folder)

    def holds(self, folder: str) -> bool:
        """Whether there is any file in a folder."""
        return next(self._keys(folder), None) is not None

    def parts_begin(self, key: str) -> str:
        """Begin a multipart upload; its id."""
        begun = self.client.create_multipart_upload(
            **self._of(key), ContentType=_type(key), ChecksumAlgorithm="SHA256"
        )
        return str(begun["UploadId"])

    def part_put(self, key: str, name: str, part: Part, path: Path) -> None:
        """Send a part there; the server checks its hash once more."""
        with path.open("rb") as body, _absent_is_not_found(key):
            self.client.upload_part(**self._part(key, name, part), Body=body)

    def part_link(self, key: str, name: str, part: Part) -> str:
        """An address that takes for an hour what has this length and this hash, and nothing else."""
        if self.public is None:
            return ""
        asked = {**self._part(key, name, part), "ContentLength": part.byte_size}
        return str(self.public.generate_presigned_url("upload_part", Params=asked, ExpiresIn=LINK_SECONDS))

    def parts_there(self, key: str, name: str) -> dict[int, int]:
        """The lengths of the parts that have arrived, by number."""
        return {number: size for number, (size, _) in self._listed(key, name).items()}

    def parts_join(self, key: str, name: str, parts: Sequence[Part]) -> None:
        """Complete the multipart upload."""
        listed = self._listed(key, name)
        joined = [
            {"PartNumber": part.number, "ETag": listed[part.number][1], "ChecksumSHA256": _base64(part)}
            for part in parts
        ]
        with _absent_is_not_found(key):
            self.client.complete_multipart_upload(
                **self._of(key), UploadId=name, MultipartUpload={"Parts": joined}
            )

    def parts_drop(self, key: str, name: str) -> None:
        """Abort the multipart upload, unless it is complete or gone."""
        with suppress(FileNotFoundError), _absent_is_not_found(key):
            self.client.abort_multipart_upload(**self._of(key), UploadId=name)

    def _of(self, key: str) -> dict[str, Any]:
        return {"Bucket": self.bucket, "Key": self._name(key)}

    def _name(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _part(self, key: str, name: str, part: Part) -> dict[str, Any]:
        return {
            **self._of(key),
            "UploadId": name,
            "PartNumber": part.number,
            "ChecksumSHA256": _base64(part),
        }

    def _keys(self, folder: str) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self._name(folder) + "/"
        )
        return (str(each["Key"]) for page in pages for each in page.get("Contents", ()))

    def _listed(self, key: str, name: str) -> dict[int, tuple[int, str]]:
        pages = self.client.get_paginator("list_parts").paginate(**self._of(key), UploadId=name)
        try:
            with _absent_is_not_found(key):
                found = [each for page in pages for each in page.get("Parts", ())]
        except FileNotFoundError:
            return {}
        return {int(each["PartNumber"]): (int(each["Size"]), str(each["ETag"])) for each in found}


@dataclass(frozen=True, slots=True)
class CopyFolder:
    """Copies of files of the bucket, at most `limit_bytes` of them beside those in use."""

    folder: Path
    limit_bytes: int

    def get(self, key: str) -> Path | None:
        """The copy, or None; it counts as used now."""
        path = self.folder / key
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def fetch(self, key: str, size: int, chunks: Iterator[bytes]) -> Path:
        """Make a copy; it appears whole or not at all."""
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            try:
                for chunk in chunks:
                    part.write(chunk)
                if part.tell() != size:
                    raise OSError(f"{key} came with {part.tell()} of {size} bytes")
            except BaseException:
                Path(part.name).unlink()
                raise
        os.replace(part.name, path)
        self._make_room()
        return path

    def forget(self, name: str) -> None:
        """Remove a copy, or all copies below a folder."""
        path = self.folder / name
        for file in [path, *path.glob("*")]:
            with suppress(OSError):
                file.unlink()

    def keys(self) -> list[str]:
        """What there are copies of."""
        return [str(path.relative_to(self.folder)) for path in self.folder.glob("*/*/*")]

    def _make_room(self) -> None:
        found = []
        for path in self.folder.glob("*/*/*"):
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        used, spared = sum(size for _, size, _ in found), time.time() - SPARED_SECONDS
        for last_used, size, path in sorted(found):
            if used <= self.limit_bytes or last_used > spared:
                return
            path.unlink(missing_ok=True)
            used -= size


def _type(key: str) -> str:
    return TYPES.get(Path(key).suffix, "application/octet-stream")


def _base64(part: Part) -> str:
    return base64.b64encode(bytes.fromhex(part.sha256)).decode()
