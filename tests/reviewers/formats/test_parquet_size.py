"""Very long texts and very many keyframes: row groups stay small, lines in order, memory within its limit."""

from pathlib import Path
from typing import Any

import pytest

from annotations.benchmark.fields import MAX_TEXT_CHARS
from reviewers.releases.formats.columns import TRACE_COLUMNS
from reviewers.releases.formats.parquet import ROW_GROUP_BYTES, Table
from tests.reviewers.formats.test_formats import loaded


def written(path: Path, lines: int, **values: Any) -> Any:
    """The file of so many lines that all have these values, with pyarrow."""
    table = Table(path, TRACE_COLUMNS)
    for number in range(lines):
        table.add({"trace": str(number), **values})
    table.close()
    return loaded("pyarrow.parquet").ParquetFile(path)


def test_long_texts_make_more_row_groups_in_the_order_of_the_lines(tmp_path: Path) -> None:
    lines = 600
    file = written(tmp_path / "traces.parquet", lines, explanation="a" * MAX_TEXT_CHARS)
    sizes = [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)]
    assert sum(sizes) == lines
    assert max(sizes) * MAX_TEXT_CHARS < 3 * ROW_GROUP_BYTES
    assert file.read(["trace"])["trace"].to_pylist() == [str(number) for number in range(lines)]


@pytest.mark.full
def test_many_keyframes_stay_within_the_memory_limit(tmp_path: Path) -> None:
    lines, frames = 12_000, 500
    keyframes = [{"frame": n, "left": n, "top": n, "width": 300, "height": 200} for n in range(frames)]
    file = written(tmp_path / "traces.parquet", lines, keyframes=keyframes)
    assert file.num_row_groups > lines // 4096 + 1
    assert file.read(["trace"])["trace"].to_pylist() == [str(number) for number in range(lines)]
    assert file.read_row_group(0, ["keyframes"])["keyframes"][0].as_py() == keyframes
