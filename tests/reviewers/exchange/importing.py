"""Imports and exports for tests."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotations.models import Project
from reviewers.releases.options import ReleaseOptions
from reviewers.services.exports import ExportTarget, export_current
from reviewers.services.import_media import MediaFolder
from reviewers.services.imports import ImportSource, ImportSummary, benchmark_import
from tests.rows import rows_file


def import_rows(project: Project, rows: Sequence[Any], folder: Path, **source: Any) -> ImportSummary:
    """Import these rows without media."""
    path = rows_file(folder, rows)
    options = {"metadata_only": True} | source
    return benchmark_import(project=project, source=ImportSource(file=path, **options))


def import_with_media(project: Project, rows: Sequence[Any], folder: Path) -> ImportSummary:
    """Import these rows with the media below the folder."""
    return import_rows(project, rows, folder, metadata_only=False, media=MediaFolder(folder))


def export_rows(project: Project, folder: Path, **options: Any) -> list[dict[str, Any]]:
    """What the gold of the project looks like as a file."""
    target = ExportTarget(out=folder, copy=None, on_progress=lambda share, step: None)
    export_current(project=project, options=ReleaseOptions(**options), target=target)
    rows: list[dict[str, Any]] = json.loads((folder / "all_data.json").read_bytes())
    return rows


def codes(summary: ImportSummary) -> list[tuple[int, str, str]]:
    """What is wrong, in short."""
    return [(error["row"], error["field"], error["code"]) for error in summary.as_json()["errors"]]
