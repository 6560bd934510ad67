"""From a folder of real clips to controls as long as a project's generated ones, and where each came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotations.errors import DeepTraceError
from annotations.frames import FrameSpan, FrameTable
from annotations.media.raw.stream import frame_table_inspect
from annotations.models import Project, Video
from annotations.services.video_files import media_limits, sha256_of
from reviewers.controls.cutting import Cut, clip_cut, cut_choose
from reviewers.controls.matching import Pick, clips_match, lengths_compare

REPORT = "controls.json"
CLIPS = "real_videos"
SUFFIX = ".mp4"
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class PickOptions:
    """Where from, where to, and what is said of every control."""

    folder: Path
    out: Path
    seed: int = 0
    licence: str = ""
    source: str = ""


@dataclass(slots=True)
class Shelf:
    """The clips of the folder that can be read, and why the others cannot."""

    tables: dict[str, FrameTable] = field(default_factory=dict)
    skipped: list[dict[str, str]] = field(default_factory=list)


def controls_pick(
    *, project: Project, options: PickOptions, on_progress: OnProgress = lambda share, step: None
) -> dict[str, Any]:
    """Write the controls and `controls.json`, and return what it says; the same input, the same files."""
    wanted = fake_lengths(project)
    shelf = _shelf(options.folder)
    lengths = {name: _length(table) for name, table in shelf.tables.items()}
    picks = clips_match(lengths, wanted, seed=options.seed)
    (options.out / CLIPS).mkdir(parents=True, exist_ok=True)
    controls = []
    for place, pick in enumerate(picks, start=1):
        controls.append(_control(options, shelf.tables[pick.name], pick))
        on_progress(place / len(picks), f"{place} of {len(picks)} controls")
    got = [control["duration_us"] for control in controls]
    report = {
        "project": project.slug,
        "seed": options.seed,
        "lengths": lengths_compare(wanted, got),
        "missing": len(wanted) - len(picks),
        "skipped": shelf.skipped,
        "controls": controls,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (options.out / REPORT).write_text(text + "\n", encoding="utf-8", errors="replace")
    return report


def fake_lengths(project: Project) -> Sequence[int]:
    """The lengths in microseconds of the project's generated videos, ascending."""
    rows = Video.objects.filter(project=project, kind=Video.Kind.FAKE, taken_down_at=None)
    return sorted(length for length in rows.values_list("duration_us", flat=True) if length is not None)


def _shelf(folder: Path) -> Shelf:
    shelf = Shelf()
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        name = path.relative_to(folder).as_posix()
        try:
            shelf.tables[name], _ = frame_table_inspect(path, media_limits())
        except DeepTraceError as error:
            shelf.skipped.append({"file": name, "code": error.code, "detail": error.message})
    return shelf


def _control(options: PickOptions, table: FrameTable, pick: Pick) -> dict[str, Any]:
    source = options.folder / pick.name
    digest = sha256_of(source)
    cut = cut_choose(table, pick.wanted_us, name=pick.name, seed=options.seed)
    out = options.out / CLIPS / f"{source.stem}-{digest[:12]}{SUFFIX}"
    clip_cut(source, table, cut, out)
    return {
        "file": f"{CLIPS}/{out.name}",
        "sha256": sha256_of(out),
        "source_file": pick.name,
        "source_sha256": digest,
        "source": options.source,
        "licence": options.licence,
        "wanted_us": pick.wanted_us,
        "duration_us": cut.duration_us,
        "re_encoded": not cut.is_whole,
        **_points(table, cut),
    }


def _points(table: FrameTable, cut: Cut) -> dict[str, int]:
    """Where the cut lies in its source: frames, both included, and microseconds after its first frame."""
    start = table.time_us_at(cut.span.onset_frame) - table.time_us_at(0)
    frames = {"in_frame": cut.span.onset_frame, "out_frame": cut.span.offset_frame}
    return {**frames, "in_us": start, "out_us": start + cut.duration_us}


def _length(table: FrameTable) -> int:
    return table.span_duration_us(FrameSpan(0, table.frame_count - 1))
