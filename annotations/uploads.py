"""Receiving files: written to disk as they come, hashed on the way, stopped when they grow too large."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from annotations.errors import UploadTooLargeError
from annotations.texts import filled

FIELDS_MAX_BYTES = 2**20


class HashedUpload(TemporaryUploadedFile):
    """An uploaded file in the folder for incoming ones, with the SHA-256 of its bytes."""

    sha256 = ""


class HashingUploadHandler(TemporaryFileUploadHandler):
    """Writes each chunk to a temporary file and into a hash; UploadTooLargeError ends an endless one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        FileUploadHandler.new_file(self, *args, **kwargs)  # the class between makes a file of its own
        self.file: HashedUpload = HashedUpload(
            self.file_name or "", self.content_type or "", 0, self.charset, self.content_type_extra
        )
        self._hash = hashlib.sha256()
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next bytes of the file."""
        self._size += len(raw_data)
        if self._size > settings.UPLOAD_MAX_BYTES:
            self.file.close()
            raise too_large()
        self._hash.update(raw_data)
        with self._gone_on_failure():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> HashedUpload:
        """The file is whole."""
        with self._gone_on_failure():
            super().file_complete(file_size)
        self.file.sha256 = self._hash.hexdigest()
        return self.file

    @contextmanager
    def _gone_on_failure(self) -> Iterator[None]:
        """On a full disk, what was written so far makes room at once."""
        try:
            yield
        except OSError:
            with suppress(OSError):  # what is still in the buffer finds no room either
                self.file.close()
            raise


def too_large() -> UploadTooLargeError:
    """The error with the limit in its sentence."""
    limit = settings.UPLOAD_MAX_BYTES // 2**20
    return UploadTooLargeError(
        filled("This server takes files of up to {limit} MB.", limit=limit), limit=limit
    )


def request_size_check(content_length: str) -> None:
    """Refuse what says itself that it is too large, before a byte of it is read."""
    if content_length.isdecimal() and int(content_length) > settings.UPLOAD_MAX_BYTES + FIELDS_MAX_BYTES:
        raise too_large()
