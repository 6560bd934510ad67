"""Importing a benchmark file: good rows go in, bad ones are reported, and a second run changes nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from annotations.benchmark import row as names
from annotations.benchmark.fields import FieldError
from annotations.errors import DeepTraceError, NotFoundError
from annotations.models import Project, User, Video
from annotations.services.projects import project_create
from annotations.texts import filled
from reviewers.imports.categories import tag_table
from reviewers.imports.staging import Staging, staging
from reviewers.imports.videos import ImportedVideo, rows_added, video_from_rows
from reviewers.models import Gold
from reviewers.services.import_batches import ImportBatch, ImportContext
from reviewers.services.import_media import MediaFolder, video_can_take, video_make

BATCH_VIDEOS = 400
MEDIA_BATCH_VIDEOS = 20
DEFAULT_SLUG, DEFAULT_NAME = "deeptracereward", "DeeptraceReward"
OnProgress = Callable[[float, str], None]


class ImportAccountTakenError(DeepTraceError):
    """A person uses the name of the project's import account."""

    code = "import_account_taken"
    http_status = 409


@dataclass(slots=True)
class ImportSummary:
    """What became of the rows of a file."""

    rows: int = 0
    created: int = 0
    unchanged: int = 0
    errors: list[FieldError] = field(default_factory=list)
    without_counterpart: list[FieldError] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The result of an import job."""
        return {
            "rows": self.rows,
            "created": self.created,
            "unchanged": self.unchanged,
            "errors": sorted(self.errors, key=lambda error: error["row"]),
            "without_counterpart": self.without_counterpart,
        }


@dataclass(frozen=True, slots=True)
class ImportSource:
    """The file to read, how it counts frames, and where its media are.

    `metadata_only` makes videos without media; without it and without a folder, the rows must belong to
    videos that were uploaded before.
    """

    file: Path
    frame_base: int = 0
    metadata_only: bool = False
    media: MediaFolder | None = None


def benchmark_import(
    *,
    project: Project,
    source: ImportSource,
    actor: User | None = None,
    fence: Callable[[], None] = lambda: None,
    on_progress: OnProgress = lambda share, step: None,
) -> ImportSummary:
    """Read a file of benchmark rows into a project, batch by batch; an interrupted run is simply run again.

    `fence` is called in each batch's transaction and stops it by raising, when somebody else does the work.
    Raises JsonArrayError, and changes nothing, where the file as a whole cannot be read.
    """
    summary = ImportSummary()
    context = ImportContext(
        project=project,
        account=import_account(project),
        actor=actor,
        tags=tag_table(project),
        fence=fence,
    )
    with staging(frame_base=source.frame_base, folder=Path(settings.FILE_UPLOAD_TEMP_DIR)) as area:
        on_progress(0.0, "reading the file")
        with source.file.open("rb") as stream:
            area.fill(stream)
        summary.rows = area.rows
        summary.errors += area.errors
        total, done = area.video_count(), 0
        for videos in _batches(_videos(area), MEDIA_BATCH_VIDEOS if source.media else BATCH_VIDEOS):
            _batch_import(context, source, videos, summary)
            done += len(videos)
            on_progress(done / total, f"{done} of {total} videos")
    return summary


def import_project(*, slug: str = "") -> Project:
    """The project of that name, or the only one there is; where there is none, one is made."""
    if not slug and not Project.objects.exists():
        return project_create(actor=None, slug=DEFAULT_SLUG, name=DEFAULT_NAME)
    return project_named(slug=slug)


def project_named(*, slug: str = "") -> Project:
    """The project of that name, or without a name the only one there is; else NotFoundError."""
    projects = list(Project.objects.filter(slug=slug) if slug else Project.objects.all()[:2])
    if not projects:
        raise NotFoundError(
            filled("There is no project {slug}.", slug=repr(slug)) if slug else "There is no project."
        )
    if len(projects) > 1:
        raise NotFoundError("There are several projects: say which one.")
    return projects[0]


def import_account(project: Project) -> User:
    """The account that imported annotations belong to; nobody can sign in with it."""
    account, _ = User.objects.get_or_create(
        username=f"import-{project.slug}",
        defaults={"is_active": False, "password": make_password(None)},
    )
    if account.is_active:
        raise ImportAccountTakenError("A person uses the name of the import account.", name=account.username)
    return account


def _videos(area: Staging) -> Iterator[ImportedVideo]:
    return (video_from_rows(rows, frame_base=area.frame_base) for rows in area.videos())


def _batches(videos: Iterator[ImportedVideo], size: int) -> Iterator[list[ImportedVideo]]:
    while batch := list(islice(videos, size)):
        yield batch


def _batch_import(
    context: ImportContext, source: ImportSource, videos: Sequence[ImportedVideo], summary: ImportSummary
) -> None:
    known = _known_videos(context.project, videos)
    golds = _golds_by_video(known.values())
    batch = ImportBatch(context)
    for imported in videos:
        video = known.get(imported.facts.video_id)
        if video is None:
            _first_import(batch, imported, source)
        elif video.pk in golds:
            summary.unchanged += _repeat(batch, imported, golds[video.pk])
        elif video_can_take(imported, video, source.media):
            batch.add_answer(imported, video)
        summary.errors += imported.errors
    batch.write()
    summary.created += batch.created_rows


def _first_import(batch: ImportBatch, imported: ImportedVideo, source: ImportSource) -> None:
    made = video_make(batch, imported, media=source.media, metadata_only=source.metadata_only)
    if made is not None:
        batch.add_answer(imported, made)


def _known_videos(project: Project, videos: Iterable[ImportedVideo]) -> dict[str, Video]:
    wanted = [imported.facts.video_id for imported in videos]
    return {video.video_id: video for video in Video.objects.filter(project=project, video_id__in=wanted)}


def _golds_by_video(videos: Iterable[Video]) -> dict[Any, list[Gold]]:
    golds: dict[Any, list[Gold]] = {}
    ids = [video.pk for video in videos]
    found = Gold.objects.filter(video__in=ids).select_related("video").order_by("version")
    for gold in found.prefetch_related("traces"):
        golds.setdefault(gold.video_id, []).append(gold)
    return golds


def _repeat(batch: ImportBatch, imported: ImportedVideo, golds: list[Gold]) -> int:
    """Compare with what was imported before; plan what is new and return how many rows are unchanged."""
    earlier = next((gold for gold in reversed(golds) if gold.rule == Gold.Rule.IMPORT), None)
    if earlier is None:
        imported.refuse_all(names.VIDEO_ID, "already_judged", "This video has gold that was not imported.")
        return 0
    added = rows_added(imported, _kept_rows(earlier))
    if added is None:
        detail = "This video was imported before with other rows; imported rows are never overwritten."
        imported.refuse_all(names.VIDEO_ID, "already_imported", detail)
        return 0
    if added and golds[-1] is not earlier:
        for staged in added:
            detail = "This video's gold was changed after the first import."
            imported.refuse(staged, names.VIDEO_ID, "already_judged", detail)
    elif added:
        batch.add_rows(imported, added, earlier)
    return len(imported.rows) - len(added)


def _kept_rows(gold: Gold) -> list[dict[str, Any]]:
    rows = [gold.raw_row, *(trace.raw_row for trace in gold.traces.all())]
    return [row for row in rows if row is not None]
