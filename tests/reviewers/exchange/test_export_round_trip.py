"""export(import(file)) gives back every key; import(export(x)) is x."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.benchmark.row import BenchmarkRow, row_body
from annotations.models import Annotation, Project, Trace, User, Video
from reviewers.services.gold import gold_from_annotation, gold_put
from tests import factories
from tests.annotations.benchmark.test_benchmark_rows import TEXT, rows
from tests.reviewers.exchange.importing import export_rows, import_rows
from tests.rows import real_row, trace_row, video_row

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
OURS = {"faketrace_categories", "faketrace_other_tag", "faketrace_keyframes", "faketrace_onset_seconds"}
OURS |= {"faketrace_offset_seconds", "faketrace_explanation_standardised", "annotator_count", "release"}


def text_of(rows_: list[dict[str, Any]]) -> list[str]:
    """Rows as text, with the order of keys and the difference between 5 and 5.0; sorted."""
    return sorted(json.dumps(row) for row in rows_)


@pytest.mark.parametrize("frame_base", [0, 1])
def test_every_key_comes_back_verbatim(project: Project, tmp_path: Path, frame_base: int) -> None:
    file = [
        trace_row(note="hé \ud800", rank=1, score=1.0, nested={"b": [1, {"a": None}], "a": True}, big=2**70),
        {"zzz": "first", **trace_row(faketrace_first_frame=40, video_duration=5)},
        trace_row("clip-b", faketrace_bbox={"width": 9, "left": 1.5, "top": 2, "height": 9, "unit": "px"}),
        trace_row("clip-c", video_prompt="x\u0000y".replace("\u0000", ""), extra="\u0000 kept"),
        real_row(faketrace_explanations="", label=[]),
        video_row("clip-d") | {key: None for key in trace_row() if key.startswith("faketrace")},
    ]
    assert import_rows(project, file, tmp_path, frame_base=frame_base).errors == []
    out = export_rows(project, tmp_path / "out", frame_base=frame_base)
    verbatim = [{key: value for key, value in row.items() if key not in OURS} for row in out]
    assert text_of(verbatim) == text_of(file)
    for row in out:
        unknown = [key for key in row if key in OURS]
        assert list(row)[len(row) - len(unknown) :] == unknown


def test_another_frame_base_moves_the_numbers_only(project: Project, tmp_path: Path) -> None:
    import_rows(
        project, [trace_row(faketrace_first_frame=1, faketrace_last_frame=120)], tmp_path, frame_base=1
    )
    (row,) = export_rows(project, tmp_path / "out")
    assert (row["faketrace_first_frame"], row["faketrace_last_frame"]) == (0, 119)
    assert row["faketrace_keyframes"][0]["frame"] == 0


def test_keys_that_a_file_lacks_are_filled_in(project: Project, tmp_path: Path) -> None:
    row = trace_row()
    for key in ("video_mime_type", "video_duration", "faketrace_duration", "split"):
        del row[key]
    import_rows(project, [row], tmp_path)
    (out,) = export_rows(project, tmp_path / "out")
    assert out["video_mime_type"] == "video/mp4"
    assert out["video_duration"] == 5.0
    assert out["faketrace_duration"] == pytest.approx(46 / 24)
    assert out["split"] in {"train", "val", "test"}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_generated_files_survive(project: Project, tmp_path: Path, data: st.DataObject) -> None:
    number = Project.objects.count()
    fresh = factories.project_make(f"round{number}")
    found: list[BenchmarkRow] = data.draw(st.lists(rows(), max_size=4, unique_by=lambda row: row.video_id))
    file = [row_body(row) for row in found]
    assert import_rows(fresh, file, tmp_path).errors == []
    out = export_rows(fresh, tmp_path / fresh.slug)
    verbatim = [{key: value for key, value in row.items() if key not in OURS} for row in out]
    assert text_of(verbatim) == text_of(file)


@st.composite
def answers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Gold traces of a 640x360 video with 120 frames."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        onset = draw(st.integers(0, 119))
        offset = draw(st.integers(onset, 119))
        frames = sorted(draw(st.sets(st.integers(onset, offset), min_size=1, max_size=4)))
        found.append(
            {
                "onset_frame": onset,
                "offset_frame": offset,
                "categories": draw(
                    st.permutations(["object_merging", "other", "sudden_blurring"]).map(lambda keys: keys[:2])
                ),
                "other_tag": draw(TEXT),
                "explanation": draw(TEXT),
                "confidence": draw(st.none() | st.integers(1, 3)),
                "keyframes": [_keyframe(draw, frame) for frame in frames],
                "sources": [],
            }
        )
    return found


def _keyframe(draw: st.DrawFn, frame: int) -> dict[str, int]:
    left, top = draw(st.integers(0, 600)), draw(st.integers(0, 300))
    return {
        "frame": frame,
        "left": left,
        "top": top,
        "width": draw(st.integers(1, 640 - left)),
        "height": draw(st.integers(1, 360 - top)),
    }


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    traces=answers(), bbox=st.sampled_from(["onset", "union", "median"]), frame_base=st.sampled_from([0, 1])
)
def test_import_of_an_export_is_the_same_gold(
    project: Project, bob: User, tmp_path: Path, traces: Any, bbox: str, frame_base: int
) -> None:
    """What people made here arrives whole in another project: frames, boxes, keyframes, categories, texts."""
    number = Project.objects.count()
    home, away = factories.project_make(f"home{number}"), factories.project_make(f"away{number}")
    video = factories.video_make(home, prompt="a cat", source="Gen", split="val")
    gold_put(video=video, actor=bob, expected_version=0, verdict="fake", traces=traces)
    first = export_rows(home, tmp_path / home.slug, bbox=bbox, frame_base=frame_base)
    assert import_rows(away, first, tmp_path, frame_base=frame_base).errors == []
    second = export_rows(away, tmp_path / away.slug, bbox=bbox, frame_base=frame_base)
    assert text_of(second) == text_of(first)
    arrived = Video.objects.get(project=away)
    kept = ("onset_frame", "offset_frame", "categories", "other_tag", "explanation", "keyframes")
    stored = Trace.objects.filter(annotation__video=arrived).values(*kept)
    assert _sorted(stored) == _sorted({name: trace[name] for name in kept} for trace in traces)


def _sorted(traces: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(trace, sort_keys=True) for trace in traces)


def test_gold_of_an_accepted_answer_is_exported(project: Project, alice: User, tmp_path: Path) -> None:
    video = factories.video_make(project, video_id="clip-x", split="test", source="Gen")
    annotation = Annotation.objects.create(
        project=project, video=video, annotator=alice, status="accepted", verdict="fake"
    )
    keyframes = [
        {"frame": 12, "left": 10, "top": 10, "width": 100, "height": 100},
        {"frame": 57, "left": 100, "top": 10, "width": 100, "height": 100},
    ]
    body = factories.trace_body(keyframes=keyframes, categories=["object_merging", "other"], other_tag="halo")
    trace = Trace.objects.create(annotation=annotation, **body)
    gold_from_annotation(annotation=annotation, actor=alice)
    (row,) = export_rows(project, tmp_path / "out")
    assert row["faketrace_bbox"] == {"left": 10, "top": 10, "width": 100, "height": 100}
    assert row["faketrace_check_applies"] == ["Object Merging", "halo"]
    assert row["faketrace_duration"] == pytest.approx(46 / 24, abs=1e-6)
    assert row["faketrace_onset_seconds"] == 0.5
    assert row["faketrace_offset_seconds"] == pytest.approx(58 / 24, abs=1e-6)
    assert row["faketrace_keyframes"] == keyframes
    assert (row["annotator_count"], row["release"], row["video_path"]) == (1, None, "videos/clip-x.mp4")
    assert (row["video_frame_rate"], row["video_duration"]) == (24.0, 5.0)
    union = export_rows(project, tmp_path / "union", bbox="union")[0]["faketrace_bbox"]
    assert union == {"left": 10, "top": 10, "width": 190, "height": 100}
    line, answer = map(json.loads, (tmp_path / "out" / "traces.jsonl").read_text().splitlines())
    assert (answer["record"], answer["in_gold"]) == ("answer", True)
    assert line["lineage"][0]["annotator"] == answer["annotator"]
    assert line["sources"] == [str(trace.pk)]
    assert line["keyframes"] == keyframes


def test_new_gold_takes_the_place_of_the_imported_row(project: Project, bob: User, tmp_path: Path) -> None:
    import_rows(project, [trace_row(video_path="videos/old name.mp4", mine=1)], tmp_path)
    video = Video.objects.get()
    traces = [factories.trace_body(sources=[], onset_frame=3, keyframes=_one(3))]
    gold_put(video=video, actor=bob, expected_version=1, verdict="fake", traces=traces)
    (row,) = export_rows(project, tmp_path / "out")
    assert row["faketrace_first_frame"] == 3
    assert "mine" not in row
    assert row["video_path"] == "videos/old name.mp4"


def _one(frame: int) -> list[dict[str, int]]:
    return [{"frame": frame, "left": 1, "top": 1, "width": 9, "height": 9}]


def test_rows_are_ordered_by_video_onset_and_trace(project: Project, tmp_path: Path) -> None:
    file = [
        trace_row("b", faketrace_first_frame=9),
        trace_row("b", faketrace_first_frame=3),
        trace_row("Z"),
        trace_row("b", faketrace_first_frame=3, faketrace_explanations="second"),
        real_row("a"),
    ]
    import_rows(project, file, tmp_path)
    out = export_rows(project, tmp_path / "out")
    assert [(row["video_id"], row["faketrace_first_frame"]) for row in out] == [
        ("Z", 12),
        ("a", None),
        ("b", 3),
        ("b", 3),
        ("b", 9),
    ]
    assert [row["faketrace_explanations"] for row in out[2:4]] == ["The hand melts into the cup.", "second"]
