"""Uploads in parts as a viewer may see them: the project's admins, nobody else."""

from uuid import UUID

from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.media.store import Part
from annotations.models import Upload, User
from annotations.selectors.access import Role, projects_where
from annotations.selectors.stores import media_store


def upload_list(*, viewer: User) -> QuerySet[Upload]:
    """The unfinished uploads that a person has begun in projects that they still administer."""
    mine = Upload.objects.filter(created_by=viewer, finished_at=None)
    return mine.filter(projects_where(user=viewer, roles=[Role.ADMIN])).select_related("project")


def upload_get(*, upload_id: UUID, viewer: User) -> Upload:
    """One upload of a project that the viewer administers."""
    seen = Upload.objects.filter(projects_where(user=viewer, roles=[Role.ADMIN]))
    upload = seen.select_related("project", "created_by").filter(pk=upload_id).first()
    if upload is None:
        raise NotFoundError("There is no such upload.")
    return upload


def upload_key(upload: Upload) -> str:
    """The key of the video that the upload becomes."""
    name = upload.pk.hex
    return f"{name[:2]}/{name}/original.mp4"


def part_length(upload: Upload, number: int) -> int:
    """How long part `number` (from 1 on) is; below 1 where there is no such part."""
    return min(upload.part_bytes, upload.byte_size - (number - 1) * upload.part_bytes)


def part_count(upload: Upload) -> int:
    """How many parts the file has."""
    return -(-upload.byte_size // upload.part_bytes)


def parts_kept(upload: Upload) -> list[Part]:
    """The parts that have arrived whole, in order."""
    if upload.finished_at:
        return []
    there = media_store().parts_there(upload_key(upload), upload.store_name)
    rows = upload.parts.filter(number__in=there)
    parts = [Part(row.number, part_length(upload, row.number), row.sha256) for row in rows]
    return [part for part in parts if there[part.number] == part.byte_size]
