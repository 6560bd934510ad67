"""Uploads in parts: begun, filled part by part in any order, made a video, given up."""

import hashlib
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.errors import (
    DeepTraceError,
    NotFoundError,
    UploadChecksumError,
    UploadIncompleteError,
    UploadOffsetError,
    UploadsTooManyError,
    WrongStateError,
)
from annotations.media.store import Part
from annotations.models import Job, Project, Upload, UploadPart, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.stores import media_store
from annotations.selectors.uploads import part_count, part_length, parts_kept, upload_key
from annotations.selectors.videos import ingest_key
from annotations.services.video_files import sha256_of_key
from annotations.services.videos import duplicate_check, video_insert
from annotations.texts import filled
from annotations.uploads import too_large

MISSING_TOLD = 100
SPOOL_PREFIXES = ("part-", "joined-")


@dataclass(frozen=True, slots=True)
class FileWish:
    """The file that is to come: `sha256` is empty where its sender cannot say."""

    name: str
    byte_size: int
    sha256: str = ""


def upload_begin(*, project: Project, actor: User, wish: FileWish, fields: dict[str, Any]) -> Upload:
    """Make room for a file; `fields` as for `video_create`.

    Raises UploadTooLargeError, UploadsTooManyError, and VideoDuplicateError before a byte is sent.
    """
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    if wish.byte_size > settings.UPLOAD_MAX_BYTES:
        raise too_large()
    if wish.sha256:
        duplicate_check(project, wish.sha256)
    upload = Upload(
        project=project,
        created_by=actor,
        name=wish.name,
        byte_size=wish.byte_size,
        part_bytes=settings.UPLOAD_PART_BYTES,
        sha256=wish.sha256,
        fields=fields,
    )
    _count_check(actor)
    upload.store_name = media_store().parts_begin(upload_key(upload))
    upload.save(force_insert=True)
    return upload


def _count_check(actor: User) -> None:
    if Upload.objects.filter(created_by=actor, finished_at=None).count() >= settings.UPLOADS_OPEN_MAX:
        detail = filled(
            "{count} of your uploads are unfinished: finish or remove one first.",
            count=settings.UPLOADS_OPEN_MAX,
        )
        raise UploadsTooManyError(detail, limit=settings.UPLOADS_OPEN_MAX)


def part_at(*, upload: Upload, offset: int) -> int:
    """The number of the part that begins at `offset`; raises UploadOffsetError, WrongStateError."""
    if upload.finished_at:
        raise WrongStateError("This upload is finished.")
    number, beyond = divmod(offset, upload.part_bytes)
    if beyond or offset >= upload.byte_size:
        detail = filled("No part of this upload begins at {offset}.", offset=offset)
        raise UploadOffsetError(detail, offset=offset, part_bytes=upload.part_bytes)
    return number + 1


def part_receive(*, upload: Upload, offset: int, sha256: str, chunks: Iterable[bytes]) -> None:
    """Keep a part; nothing is kept of one that is too short, too long, or not what was hashed.

    Raises UploadOffsetError, UploadChecksumError.
    """
    number = part_at(upload=upload, offset=offset)
    part = Part(number, part_length(upload, number), sha256)
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=SPOOL_PREFIXES[0], delete=False) as file:
        path = Path(file.name)
    try:
        _spool(path, part, chunks)
        media_store().part_put(upload_key(upload), upload.store_name, part, path)
    except FileNotFoundError as error:
        raise NotFoundError("There is no such upload.") from error
    finally:
        path.unlink(missing_ok=True)
    _note(upload, [part])


def _spool(path: Path, part: Part, chunks: Iterable[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > part.byte_size:
                break
            digest.update(chunk)
            file.write(chunk)
    if size != part.byte_size:
        detail = filled("This part has {count} bytes.", count=part.byte_size)
        raise UploadOffsetError(detail, byte_size=part.byte_size)
    if digest.hexdigest() != part.sha256:
        raise UploadChecksumError("The part was damaged on the way. Send it again.")


def _note(upload: Upload, parts: Iterable[Part]) -> None:
    with transaction.atomic():
        for part in parts:
            UploadPart.objects.update_or_create(
                upload=upload, number=part.number, defaults={"sha256": part.sha256}
            )
        Upload.objects.filter(pk=upload.pk).update(used_at=timezone.now())


def part_links(*, upload: Upload, wishes: Iterable[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """(offset, sha256, address) for parts that go straight to the store; WrongStateError where none can."""
    found, parts = [], []
    for offset, sha256 in wishes:
        number = part_at(upload=upload, offset=offset)
        part = Part(number, part_length(upload, number), sha256)
        address = media_store().part_link(upload_key(upload), upload.store_name, part)
        if not address:
            raise WrongStateError("This server takes parts itself: send them to `parts/`.")
        parts.append(part)
        found.append((offset, sha256, address))
    _note(upload, parts)
    return found


def upload_complete(*, upload: Upload, actor: User) -> tuple[Video, Job]:
    """Make the video and queue its ingest; asked again, the same video. The view wakes the workers.

    Raises UploadIncompleteError. UploadChecksumError and the errors of `video_create` end the upload.
    """
    if upload.finished_at:
        return _made(upload)
    try:
        _join(upload)
    except (UploadIncompleteError, FileNotFoundError):
        upload.refresh_from_db()
        if not upload.finished_at:
            raise
        return _made(upload)  # somebody else completed it meanwhile
    try:
        made = _take_in(upload, actor)
    except DeepTraceError:
        upload_remove(upload=upload)
        raise
    media_store().parts_drop(upload_key(upload), upload.store_name)
    return made


def _join(upload: Upload) -> None:
    if not _is_joined(upload):
        media_store().parts_join(upload_key(upload), upload.store_name, _all_parts(upload))


def _is_joined(upload: Upload) -> bool:
    """Whether a completion that was cut off has left the whole file."""
    try:
        return media_store().size(upload_key(upload)) == upload.byte_size
    except FileNotFoundError:
        return False


def _all_parts(upload: Upload) -> list[Part]:
    parts = parts_kept(upload)
    have = {part.number for part in parts}
    missing = [number for number in range(1, part_count(upload) + 1) if number not in have]
    if missing:
        offsets = [(number - 1) * upload.part_bytes for number in missing[:MISSING_TOLD]]
        detail = filled("{count} parts are missing.", count=len(missing))
        raise UploadIncompleteError(detail, missing=offsets)
    return parts


def _take_in(upload: Upload, actor: User) -> tuple[Video, Job]:
    sha256 = sha256_of_key(upload_key(upload))
    if upload.sha256 and upload.sha256 != sha256:
        raise UploadChecksumError("The file is not the one that was announced. Send it again.")
    video = Video(
        pk=upload.pk,
        project=upload.project,
        uploaded_by=upload.created_by,
        original_name=upload.name,
        sha256=sha256,
        byte_size=upload.byte_size,
    )
    try:
        with transaction.atomic():
            made = video_insert(video, actor, upload.fields)
            Upload.objects.filter(pk=upload.pk).update(finished_at=timezone.now(), used_at=timezone.now())
            upload.parts.all().delete()
    except (IntegrityError, DeepTraceError):
        if not Video.objects.filter(pk=upload.pk).exists():
            raise
        return _made(upload)
    return made


def _made(upload: Upload) -> tuple[Video, Job]:
    video = Video.objects.filter(pk=upload.pk).first()
    job = Job.objects.filter(idempotency_key=ingest_key(upload.pk)).first()
    if video is None or job is None:
        raise WrongStateError("This upload is finished, and its video is gone.")
    return video, job


def upload_remove(*, upload: Upload) -> None:
    """Forget an upload and its bytes; a video that was made of it stays."""
    store, key = media_store(), upload_key(upload)
    store.parts_drop(key, upload.store_name)
    if not Video.objects.filter(pk=upload.pk).exists():
        store.remove(key.rpartition("/")[0])
    Upload.objects.filter(pk=upload.pk).delete()


def uploads_expire() -> int:
    """Remove the uploads that nobody has sent anything for since long; returns how many."""
    before = timezone.now() - timedelta(hours=settings.UPLOAD_KEEP_HOURS)
    _spools_expire(before.timestamp())
    stale = list(Upload.objects.filter(used_at__lt=before)[:MISSING_TOLD])
    for upload in stale:
        upload_remove(upload=upload)
    return len(stale)


def _spools_expire(before: float) -> None:
    """Remove what a server that was killed left among the files on their way."""
    for prefix in SPOOL_PREFIXES:
        for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob(f"{prefix}*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
