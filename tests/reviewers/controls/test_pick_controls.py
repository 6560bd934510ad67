"""Real controls: as long as the generated videos, cut to the frame, the same each time."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from annotations.media import MediaLimits
from annotations.media.raw.stream import frame_table_inspect
from annotations.models import Project
from annotations.services.video_files import sha256_of
from reviewers.controls.matching import clips_match, lengths_compare
from tests import factories
from tests.media import clip

SECOND = 1_000_000


def test_clips_go_where_they_lose_least() -> None:
    clips = {"a": 10 * SECOND, "b": 5 * SECOND, "c": 6 * SECOND}
    picks = clips_match(clips, [5 * SECOND, 7 * SECOND], seed=0)
    assert [(pick.name, pick.wanted_us) for pick in picks] == [("a", 7 * SECOND), ("b", 5 * SECOND)]
    assert len(clips_match(clips, [SECOND] * 5, seed=0)) == 3
    assert clips_match(clips, [20 * SECOND], seed=0)[0].name == "a"


def test_equal_lengths_are_no_distance_apart() -> None:
    same = lengths_compare([1, 2, 3], [1, 2, 3])
    assert (same["ks"], same["n_got"]) == (0.0, 3)
    assert lengths_compare([1, 2], [30, 40])["ks"] == 1.0
    assert lengths_compare([], [1])["ks"] is None


def picked(folder: Path, out: Path) -> dict[str, Any]:
    said = io.StringIO()
    options = {"licence": "CC BY 4.0", "source": "Film", "stdout": said, "stderr": io.StringIO()}
    call_command("pick_controls", "--from", str(folder), "--out", str(out), **options)
    assert "Kolmogorov-Smirnov" in said.getvalue()
    report: dict[str, Any] = json.loads((out / "controls.json").read_text())
    return report


@pytest.mark.django_db
def test_controls_are_cut_to_the_frame_with_provenance(project: Project, tmp_path: Path) -> None:
    factories.video_make(project, duration_us=SECOND)
    factories.video_make(project, duration_us=2 * SECOND)
    folder = tmp_path / "real"
    folder.mkdir()
    for name in ("fps_24", "fps_25"):
        (folder / f"{name}.mp4").write_bytes(clip(name).read_bytes())
    (folder / "broken.mp4").write_bytes(b"none")
    first, again = picked(folder, tmp_path / "one"), picked(folder, tmp_path / "two")
    assert first == again
    assert [skipped["file"] for skipped in first["skipped"]] == ["broken.mp4"]
    assert (len(first["controls"]), first["missing"]) == (2, 0)
    for control in first["controls"]:
        path = tmp_path / "one" / control["file"]
        table, _ = frame_table_inspect(path, MediaLimits())
        assert table.frame_count == control["out_frame"] - control["in_frame"] + 1
        assert control["sha256"] == sha256_of(path)
        assert control["source_sha256"] == sha256_of(folder / control["source_file"])
        assert control["licence"] == "CC BY 4.0"
        assert abs(control["duration_us"] - control["wanted_us"]) <= SECOND // 24
    assert {control["re_encoded"] for control in first["controls"]} == {True, False}
