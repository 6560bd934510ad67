"""Writing the files of a release into an empty folder: one pass over the gold, in flat memory."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings

from annotations.benchmark.row import EXPLANATION, STANDARDISED
from annotations.benchmark.writer import lines_write, rows_write
from annotations.models import Category, Project, Video
from reviewers.errors import ReleaseLeaksError
from reviewers.releases.formats.base import DESCRIBING, STREAMED, ReleaseFacts
from reviewers.releases.formats.sources import suggestions_by_video
from reviewers.releases.formats.writing import ReleaseFormats
from reviewers.releases.hashed import as_stream, hashed_file
from reviewers.releases.inclusion import NO_GOLD, NOT_SELECTED, REASONS, Inclusion
from reviewers.releases.layout import MediaLayout
from reviewers.releases.ledger.changes import Earlier, changes_listed, changes_summary
from reviewers.releases.ledger.contents import TABLES, Contents, included_of
from reviewers.releases.ledger.leaks import leaks_find
from reviewers.releases.ledger.manifest import Listed, manifest_write
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.lines import answer_lines, suggestion_lines, trace_lines
from reviewers.releases.media_zip import zip_write
from reviewers.releases.options import NONE, ZIP, ReleaseOptions
from reviewers.releases.rows import RowContext, rows_of, wording_of
from reviewers.releases.selecting import Chosen, selected, splits_plan
from reviewers.releases.snapshot import GoldVideo, golds_note
from reviewers.releases.values import release_video
from reviewers.selectors.standardised import wordings_accepted

ROWS_FILE, TRACES_FILE, MANIFEST_FILE, MEDIA_FILE = (
    "all_data.json",
    "traces.jsonl",
    "manifest.json",
    "media.zip",
)
FILES = (ROWS_FILE, TRACES_FILE, *STREAMED, *DESCRIBING, MANIFEST_FILE, MEDIA_FILE)
SCHEMA = "deeptrace-release/2"
TEXTS = {
    EXPLANATION: "as the person wrote it, in every row",
    STANDARDISED: "a standardised wording that a reviewer accepted, else null",
}
READ = 2000
# From which share of the whole work on each step begins.
PLACING, WRITING, CHECKING, PACKING, LISTING = 0.0, 0.05, 0.5, 0.6, 0.95
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to build: whose gold, by which policies, under which name; and what only its maker can tell.

    media_path: where a video's media are; media_local: a file of this machine for that; pictures: hashes of
    first frames by video, where there are any;
    agreement: the reviewers' report as it stands; secret: what pseudonyms are keyed with; earlier: the
    release before.
    """

    project: Project
    options: ReleaseOptions
    release: str | None
    media_path: Callable[[Video], Path | None]
    pictures: Callable[[Collection[Video]], Mapping[UUID, str]] = lambda videos: {}
    agreement: Callable[[], Any] = lambda: None
    media_local: Callable[[Path], Path] = lambda path: path
    secret: str = ""
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a recipe: the manifest without its lists, and what was found to leak."""

    manifest: dict[str, Any]
    leaks: dict[str, Any] | None


class ReleaseBuild:
    """The building of one release, step by step; as a context manager it leaves nothing of its own behind.

    The same gold and policies give the same bytes. Without `complete` only rows, traces and manifest are
    written: the media are left to the caller, and nothing is checked for leaks.
    """

    def __init__(
        self,
        folder: Path,
        recipe: Recipe,
        on_progress: OnProgress = lambda share, step: None,
        *,
        complete: bool = True,
    ) -> None:
        self.folder, self.recipe, self.tell, self.complete = folder, recipe, on_progress, complete
        self._stack = ExitStack()
        self.contents = Contents(self._stack.enter_context(Scratch(*TABLES)))
        self.files: dict[str, Any] = {}
        self._context = _context(recipe)

    def __enter__(self) -> "ReleaseBuild":
        return self

    def __exit__(self, *why: object) -> None:
        self._stack.close()

    def write(self) -> Built:
        """All steps; ReleaseLeaksError, with its report, where splits leak and must not."""
        scratch, recipe = self.contents.scratch, self.recipe
        self.tell(PLACING, "choosing the videos")
        total = golds_note(scratch, recipe.project, until=recipe.options.selection.until)
        seen = recipe.pictures if self.complete else lambda videos: {}
        splits_plan(scratch, recipe.options, lambda done: self._tell(PLACING, WRITING, done, total), seen)
        self._write_texts(total)
        leaks = self._check() if self.complete else None
        if self.complete and recipe.options.media == ZIP:
            self.files[MEDIA_FILE] = self._media_file()
        self.tell(LISTING, "writing the manifest")
        return Built(self._write_manifest(leaks), leaks)

    def _write_texts(self, total: int) -> None:
        """Rows, traces and every format in one pass over the gold."""
        with ExitStack() as stack:
            rows = stack.enter_context(hashed_file(self.folder / ROWS_FILE))
            traces = stack.enter_context(hashed_file(self.folder / TRACES_FILE))
            formats = self._formats(stack)
            bodies = self._rows(as_stream(traces), formats, total)
            self.contents.counts["rows"] = rows_write(as_stream(rows), bodies)
            self.files = {ROWS_FILE: rows.facts(), TRACES_FILE: traces.facts()}
            if formats is not None:
                self.files |= formats.close(self.files)
        self._note_without_gold()
        self.contents.index()

    def _formats(self, stack: ExitStack) -> ReleaseFormats | None:
        if not self.complete:
            return None
        options = self.recipe.options
        facts = ReleaseFacts(
            project=self.recipe.project,
            release=self.recipe.release,
            categories=self._context.category_names,
            software=software(),
            schema=SCHEMA,
            bbox=options.bbox,
            frame_base=options.frame_base,
            dense_boxes=options.dense_boxes,
        )
        return stack.enter_context(ReleaseFormats(self.folder, facts))

    def _rows(
        self, traces: IO[bytes], formats: ReleaseFormats | None, total: int
    ) -> Iterator[Mapping[str, Any]]:
        """The rows in order; everything else about the same videos is written on the way."""
        layout, seen = MediaLayout(self.contents.scratch), 0
        for chunk in selected(self.contents.scratch, self.recipe.options):
            videos = self._kept(chunk)
            pictures = self.recipe.pictures([each.item.gold.video for each in videos])
            proposed = self._proposed(videos)
            for each in videos:
                video = each.item.gold.video
                path = layout.path_of(each.item, each.inclusion.kind or "fake")
                media = self.recipe.media_path(video)
                self.contents.add(included_of(each.item, path, pictures.get(video.pk, ""), media))
                self._count(each.item, each.inclusion)
                bodies = list(rows_of(each.item, each.inclusion, path, self._context))
                lines = list(trace_lines(each.item, self._context))
                lines_write(traces, lines)
                lines_write(traces, answer_lines(each.item, self._context))
                known = proposed.get(video.video_id, ())
                lines_write(traces, suggestion_lines(known, each.item, self._context))
                if formats is not None:
                    written = lines if each.inclusion.with_traces else ()
                    formats.add(release_video(each.item, each.inclusion, path, bodies, written))
                yield from bodies
                seen += 1
                self._tell(WRITING, CHECKING, seen, total)
            self.contents.note()

    def _kept(self, chunk: list[Chosen]) -> list[Chosen]:
        """Those of some hundred videos that are in; the others are noted with their reasons."""
        for each in chunk:
            if each.inclusion.kind is None:
                self.contents.leave_out(each.inclusion.reason, each.item.gold.video.video_id)
        return [each for each in chunk if each.inclusion.kind is not None]

    def _proposed(self, videos: list[Chosen]) -> Mapping[str, list[dict[str, Any]]]:
        names = [each.item.gold.video.video_id for each in videos]
        return suggestions_by_video(project=self.recipe.project, video_ids=names) if names else {}

    def _count(self, item: GoldVideo, inclusion: Inclusion) -> None:
        counts = self.contents.counts
        counts[f"{inclusion.kind}_videos"] += 1
        if inclusion.with_traces:
            counts["traces"] += len(item.traces)
            worded = [trace for trace in item.traces if wording_of(item, trace, self._context)]
            counts["standardised"] += len(worded)
            self.contents.categories.update(key for trace in item.traces for key in trace.categories)

    def _note_without_gold(self) -> None:
        """Videos that nobody has judged, or not by the day that was asked for."""
        judged = "SELECT 1 FROM gold WHERE video_id = ?"
        videos = Video.objects.filter(project=self.recipe.project, taken_down_at=None, gold_clip=False)
        rows = videos.filter(golds=None).order_by().values_list("video_id", flat=True)
        for video_id in rows.iterator(chunk_size=READ):
            self.contents.leave_out(NO_GOLD, video_id)
        if self.recipe.options.selection.until is not None:
            later = videos.filter(golds__version=1).order_by().values_list("video_id", flat=True)
            for video_id in later.iterator(chunk_size=READ):
                if self.contents.scratch.value(judged, video_id) is None:
                    self.contents.leave_out(NOT_SELECTED, video_id)

    def _check(self) -> dict[str, Any] | None:
        """Look for leaks; without splits nothing can leak."""
        self.tell(CHECKING, "looking for leaks between the splits")
        options = self.recipe.options
        if options.split_policy == NONE:
            return None
        leaks = {**leaks_find(self.contents.scratch), "allowed": options.allow_leaks}
        if leaks["found"] and not options.allow_leaks:
            raise ReleaseLeaksError(
                "Videos of different splits show or ask for the same; the release says which.", leaks=leaks
            )
        return leaks

    def media(self) -> Iterator[tuple[str, Path]]:
        """Where the media go, and a file of this machine with each."""
        return ((name, self.recipe.media_local(path)) for name, path in self.contents.media())

    def _media_file(self) -> dict[str, Any]:
        done = 0

        def on_file(*, is_whole: bool) -> None:
            nonlocal done
            done += is_whole
            self._tell(PACKING, LISTING, done, self.contents.media_count, "packing the media")

        with hashed_file(self.folder / MEDIA_FILE) as file:
            zip_write(as_stream(file), self.media(), on_file)
        return file.facts()

    def _write_manifest(self, leaks: dict[str, Any] | None) -> dict[str, Any]:
        contents, recipe = self.contents, self.recipe
        options = recipe.options.as_json()
        changes = changes_summary(contents, recipe.earlier, options)
        summary = {
            "schema": SCHEMA,
            "software": software(),
            "project": recipe.project.slug,
            "release": recipe.release,
            "options": options,
            "texts": TEXTS,
            "counts": contents.as_counts(),
            "agreement": recipe.agreement(),
            "leaks": leaks,
            "files": self.files,
            "changes": changes,
        }
        lists = {
            "changes": changes_listed(contents, recipe.earlier, changes),
            "left_out": {reason: Listed(contents.left_out_for(reason)) for reason in sorted(REASONS)},
            "media_missing": Listed(contents.media_missing()),
            "videos": Listed(contents.videos()),
        }
        with hashed_file(self.folder / MANIFEST_FILE) as file:
            manifest_write(as_stream(file), {**summary, **lists})
        return summary

    def _tell(self, start: float, end: float, done: int, total: int, step: str = "writing the rows") -> None:
        self.tell(start + (end - start) * done / max(total, 1), step)


def software() -> str:
    """Which software wrote the files."""
    return f"DeepTrace {settings.SOFTWARE_VERSION}"


def _context(recipe: Recipe) -> RowContext:
    categories = Category.objects.filter(project=recipe.project).order_by("position", "id")
    names = dict(categories.values_list("key", "name"))
    wordings = wordings_accepted(project=recipe.project)
    return RowContext(recipe.options, names, recipe.release, wordings, recipe.secret)
