"""Writing the files of a release into an empty folder."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from annotations.benchmark.row import EXPLANATION, STANDARDISED
from annotations.benchmark.writer import json_line, lines_write, rows_write
from annotations.models import Category, Project, Video
from reviewers.releases.hashed import as_stream, hashed_file
from reviewers.releases.inclusion import NO_GOLD, OUT_OF_RANGE, REASONS, Inclusion, inclusion_of
from reviewers.releases.layout import MediaLayout
from reviewers.releases.media_zip import zip_write
from reviewers.releases.options import ReleaseOptions
from reviewers.releases.rows import RowContext, rows_of, trace_lines, wording_of
from reviewers.releases.snapshot import GoldVideo, gold_videos
from reviewers.selectors.standardised import wordings_accepted

ROWS_FILE, TRACES_FILE, MANIFEST_FILE, MEDIA_FILE = (
    "all_data.json",
    "traces.jsonl",
    "manifest.json",
    "media.zip",
)
FILES = (ROWS_FILE, TRACES_FILE, MANIFEST_FILE, MEDIA_FILE)
SCHEMA = "deeptrace-release/1"
TEXTS = {
    EXPLANATION: "as the person wrote it, in every row",
    STANDARDISED: "a standardised wording that a reviewer accepted, else null",
}
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to build: whose gold, by which policies, under which name; where a video's media are."""

    project: Project
    options: ReleaseOptions
    release: str | None
    media_path: Callable[[Video], Path | None]


@dataclass(slots=True)
class Contents:
    """What went into a release, gathered while its rows are written."""

    videos: list[dict[str, Any]] = field(default_factory=list)
    media: list[tuple[str, Path]] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: {reason: [] for reason in REASONS})
    counts: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    media_missing: list[str] = field(default_factory=list)


def release_files_write(
    folder: Path, recipe: Recipe, on_progress: OnProgress = lambda share, step: None, *, zipped: bool = True
) -> tuple[dict[str, Any], Contents]:
    """Write rows, traces, media and manifest; the same gold and policies give the same bytes.

    Returns the manifest and what went in. Without `zipped` the media are left to the caller.
    """
    contents = Contents()
    on_progress(0.0, "writing the rows")
    files = _row_files(folder, recipe, contents)
    if zipped:
        files[MEDIA_FILE] = _media_file(folder / MEDIA_FILE, contents, on_progress)
    manifest = _manifest(recipe, contents, files)
    with hashed_file(folder / MANIFEST_FILE) as file:
        file.write(json_line(manifest) + b"\n")
    return manifest, contents


def _row_files(folder: Path, recipe: Recipe, contents: Contents) -> dict[str, Any]:
    with hashed_file(folder / ROWS_FILE) as rows, hashed_file(folder / TRACES_FILE) as traces:
        bodies = _rows(recipe, contents, as_stream(traces))
        contents.counts["rows"] = rows_write(as_stream(rows), bodies)
    return {ROWS_FILE: rows.facts(), TRACES_FILE: traces.facts()}


def _media_file(path: Path, contents: Contents, on_progress: OnProgress) -> dict[str, Any]:
    done = 0

    def on_file() -> None:
        nonlocal done
        done += 1
        on_progress(0.4 + 0.6 * done / len(contents.media), "packing the media")

    with hashed_file(path) as file:
        zip_write(as_stream(file), contents.media, on_file)
    return file.facts()


def _rows(recipe: Recipe, contents: Contents, traces: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """The rows in order; the traces of the same videos are written on the way."""
    names, wordings = _category_names(recipe.project), wordings_accepted(project=recipe.project)
    context = RowContext(recipe.options, names, recipe.release, wordings)
    layout = MediaLayout()
    for item in gold_videos(recipe.project):
        inclusion = _inclusion(item, recipe.options)
        if inclusion.kind is None:
            contents.left_out[inclusion.reason].append(item.gold.video.video_id)
            continue
        path = layout.path_of(item, inclusion.kind)
        _note(contents, item, inclusion, path)
        _note_media(contents, item, path, recipe)
        if inclusion.with_traces:
            worded = [trace for trace in item.traces if wording_of(item, trace, context)]
            contents.counts["standardised"] += len(worded)
        lines_write(traces, trace_lines(item, context))
        yield from rows_of(item, inclusion, path, context)
    contents.left_out[NO_GOLD] = _without_gold(recipe.project)


def _inclusion(item: GoldVideo, options: ReleaseOptions) -> Inclusion:
    frame_count = item.gold.video.frame_count or 0
    if any(trace.offset_frame >= frame_count for trace in item.traces):
        return Inclusion(reason=OUT_OF_RANGE)
    return inclusion_of(item.gold, len(item.traces), options)


def _note(contents: Contents, item: GoldVideo, inclusion: Inclusion, path: str) -> None:
    video = item.gold.video
    contents.counts[f"{inclusion.kind}_videos"] += 1
    contents.splits[video.split or "none"] += 1
    if inclusion.with_traces:
        contents.counts["traces"] += len(item.traces)
        contents.categories.update(key for trace in item.traces for key in trace.categories)
    contents.videos.append(
        {
            "video_id": video.video_id,
            "path": path,
            "sha256": video.sha256 or None,
            "bytes": video.byte_size or None,
            "split": video.split or None,
            "gold_version": item.gold.version,
        }
    )


def _note_media(contents: Contents, item: GoldVideo, path: str, recipe: Recipe) -> None:
    source = recipe.media_path(item.gold.video)
    if source is None:
        contents.media_missing.append(item.gold.video.video_id)
    else:
        contents.media.append((path, source))


def _category_names(project: Project) -> dict[str, str]:
    return dict(Category.objects.filter(project=project).values_list("key", "name"))


def _without_gold(project: Project) -> list[str]:
    names = Video.objects.filter(project=project, golds=None, taken_down_at=None)
    return sorted(names.values_list("video_id", flat=True))


def _manifest(recipe: Recipe, contents: Contents, files: dict[str, Any]) -> dict[str, Any]:
    counts = {name: contents.counts[name] for name in ("rows", "traces", "fake_videos", "real_videos")}
    return {
        "schema": SCHEMA,
        "software": f"DeepTrace {settings.SOFTWARE_VERSION}",
        "project": recipe.project.slug,
        "release": recipe.release,
        "options": recipe.options.as_json(),
        "texts": TEXTS,
        "counts": {
            **counts,
            "videos": len(contents.videos),
            "media_missing": len(contents.media_missing),
            "standardised": contents.counts["standardised"],
            "splits": dict(sorted(contents.splits.items())),
            "categories": dict(sorted(contents.categories.items())),
            "left_out": {reason: len(videos) for reason, videos in sorted(contents.left_out.items())},
        },
        "files": files,
        "left_out": dict(sorted(contents.left_out.items())),
        "media_missing": contents.media_missing,
        "videos": contents.videos,
    }
