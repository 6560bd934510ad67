"""Importing a Labelbox file: its videos become rows, and the rows go the way of every import."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from annotations.benchmark import row as names
from annotations.benchmark.writer import rows_write
from annotations.models import Project, User, Video
from reviewers.labelbox.findings import Findings, Origin
from reviewers.labelbox.lines import videos_read
from reviewers.labelbox.rows import FRAME_BASE, NameMap, Row, rows_of
from reviewers.services.imports import ImportSource, ImportSummary, OnProgress, benchmark_import


@dataclass(slots=True)
class Conversion:
    """The rows of a file as they are made; of each, the line and object that it came from."""

    project: Project
    name_map: NameMap
    findings: Findings = field(default_factory=Findings)
    origins: list[Origin] = field(default_factory=list)

    def rows(self, file: Path) -> Iterator[Row]:
        """Every row that can be made."""
        with file.open("rb") as stream:
            for video in videos_read(stream, self.findings):
                known = _known(self.project, self.name_map.video_id(video))
                for row, name in rows_of(video, known, self.name_map, self.findings):
                    self.origins.append(Origin(video.origin.line, name))
                    yield row


def labelbox_import(
    *,
    project: Project,
    source: ImportSource,
    name_map: NameMap | None = None,
    actor: User | None = None,
    fence: Callable[[], None] = lambda: None,
    on_progress: OnProgress = lambda share, step: None,
) -> ImportSummary:
    """Read Labelbox's NDJSON into a project; run again, it changes nothing.

    Frames count from 1 whatever `source` says. In the summary, `row` is a line of the file (0-based) and
    `field` begins with the object's id.
    """
    conversion = Conversion(project, name_map or NameMap())
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="labelbox-", dir=folder) as name:
        rows = Path(name) / "rows.json"
        with rows.open("wb") as stream:
            rows_write(stream, conversion.rows(source.file))
        converted = replace(source, file=rows, frame_base=FRAME_BASE)
        summary = benchmark_import(
            project=project, source=converted, actor=actor, fence=fence, on_progress=on_progress
        )
    told = [_by_line(conversion, error) for error in summary.errors]
    summary.errors = [*conversion.findings.errors, *told]
    summary.without_counterpart = conversion.findings.without_counterpart
    return summary


def _by_line(conversion: Conversion, error: dict[str, Any]) -> dict[str, Any]:
    origin: Origin = conversion.origins[error["row"]]
    return origin.told(error["field"], error["code"], error["detail"])


def _known(project: Project, video_id: str) -> Row | None:
    """What never changes about the project's own video of this name, under the row's keys.

    One that an import made has only what the file says, so that the same file makes the same rows again.
    """
    video = Video.objects.filter(project=project, video_id=video_id, metadata_only=False).first()
    if video is None or video.frame_count is None:
        return None
    rate = (video.frame_rate_num or 1) / (video.frame_rate_den or 1)
    return {
        names.VIDEO_TYPE: names.TYPE_NAMES["real" if video.kind == Video.Kind.REAL else "fake"],
        names.WIDTH: video.width,
        names.HEIGHT: video.height,
        names.FRAME_RATE: rate,
        names.FRAME_COUNT: video.frame_count,
    }
