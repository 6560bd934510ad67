"""Every file of a release is read back by a program that knows nothing of ours."""

import hashlib
import importlib
import json
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from annotations.models import Project
from reviewers.releases.formats.base import FORMAT_FILES
from reviewers.releases.formats.writing import ReleaseFormats
from tests.reviewers.formats.made import TRACE, facts, fake_video, formats_write, real_video

PROJECT = Project(slug="demo", name='Demo: "one" #1')
VIDEOS = [fake_video(), fake_video("clip-b", split="", rows=()), real_video()]


def loaded(name: str) -> Any:
    """A reader's library, which no test but these needs; what it warns of at its start is its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release")
    formats_write(path, PROJECT, VIDEOS)
    return path


def test_files_are_named_hashed_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    found = formats_write(again, PROJECT, VIDEOS)
    assert set(found) == set(FORMAT_FILES) == {path.name for path in folder.iterdir()}
    for name, known in found.items():
        content = (again / name).read_bytes()
        assert known == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        assert content == (folder / name).read_bytes()


def test_what_fails_leaves_nothing_open_and_no_waiting_lines(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    with pytest.raises(KeyError), ReleaseFormats(folder, facts(PROJECT)) as formats:
        formats.add(fake_video())
        raise KeyError
    assert {path.name for path in folder.iterdir()} <= set(FORMAT_FILES)


def test_traces_read_with_pyarrow_and_pandas(folder: Path) -> None:
    pd, pq = loaded("pandas"), loaded("pyarrow.parquet")
    rows = pq.read_table(folder / "traces.parquet").to_pylist()
    assert [row["video_id"] for row in rows] == ["clip-a", "clip-b"]
    first = rows[0]
    assert first["keyframes"] == TRACE["keyframes"]
    assert (first["categories"], first["onset_frame"], first["width"]) == (
        ["object_merging", "other"],
        10,
        640,
    )
    assert first["explanation"] == TRACE["explanation"].replace("\ud800", "?")
    assert json.loads(first["other_keys"]) == {"answers": [{"annotator": "A-1"}]}
    assert (rows[0]["split"], rows[1]["split"], first["explanation_standardised"]) == ("train", None, None)
    frame = pd.read_parquet(folder / "traces.parquet")
    assert frame["offset_frame"].dtype == "int64"
    assert frame["onset_seconds"].tolist() == [0.4166, 0.4166]


def test_load_dataset_finds_the_splits(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = loaded("datasets")
    datasets.disable_progress_bars()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = datasets.load_dataset(str(folder), cache_dir=str(tmp_path))
    assert {name: len(found[name]) for name in found} == {"train": 1, "test": 1}
    fake, real = found["train"][0], found["test"][0]
    assert fake["faketrace_bbox"] == {"left": 1.5, "top": 2.0, "width": 3.0, "height": 4.0}
    assert (fake["video_frame_count"], fake["faketrace_check_applies"]) == (120, ["shape distortion"])
    assert json.loads(fake["other_keys"]) == {"strange": {"a": [1]}, "score": 1.5}
    assert (real["video_type"], real["faketrace_bbox"], real["faketrace_first_frame"]) == (
        "real_video",
        None,
        None,
    )


def test_croissant_is_valid_and_its_records_are_read(folder: Path) -> None:
    mlcroissant = loaded("mlcroissant")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
        assert list(dataset.metadata.ctx.issues.errors) == []
        traces = list(dataset.records("traces"))
        rows = list(dataset.records("rows_test"))
    assert [record["traces/video_id"] for record in traces] == [b"clip-a", b"clip-b"]
    assert traces[0]["traces/onset_frame"] == 10
    assert [record["rows_test/video_id"] for record in rows] == [b"real-a"]
    body = json.loads((folder / "croissant.json").read_text())
    for file in body["distribution"]:
        assert file["sha256"] == hashlib.sha256((folder / file["contentUrl"]).read_bytes()).hexdigest()


def test_coco_holds_together(folder: Path) -> None:
    coco = json.loads((folder / "coco.json").read_text())
    tables: dict[str, dict[int, Any]] = {
        name: {row["id"]: row for row in coco[name]}
        for name in ("videos", "images", "tracks", "annotations", "categories")
    }
    assert all(len(table) == len(coco[name]) for name, table in tables.items())
    assert [video["name"] for video in coco["videos"]] == ["clip-a", "clip-b", "real-a"]
    for annotation in coco["annotations"]:
        image, track = tables["images"][annotation["image_id"]], tables["tracks"][annotation["track_id"]]
        assert image["video_id"] == track["video_id"] == annotation["video_id"]
        assert annotation["category_id"] == track["category_id"] in tables["categories"]
        left, top, width, height = annotation["bbox"]
        assert annotation["area"] == width * height
        assert min(left, top) >= 0
        assert left + width <= image["width"]
        assert top + height <= image["height"]
    told = [
        (tables["images"][a["image_id"]]["frame_index"], a["bbox"][0], a["is_keyframe"])
        for a in coco["annotations"]
        if a["video_id"] == 1
    ]
    assert told == [(10, 10, False), (12, 10, True), (16, 50, True), (20, 50, False)]


def test_coco_of_every_frame(tmp_path: Path) -> None:
    formats_write(tmp_path, PROJECT, [fake_video()], dense_boxes=True)
    coco = json.loads((tmp_path / "coco.json").read_text())
    assert [image["frame_index"] for image in coco["images"]] == list(range(10, 21))
    assert [row["bbox"][0] for row in coco["annotations"]] == [10, 10, 10, 20, 30, 40, 50, 50, 50, 50, 50]


def test_cvat_holds_together(folder: Path) -> None:
    root = ET.parse(folder / "cvat.xml").getroot()  # noqa: S314 - our own file
    assert (root.tag, root.findtext("version")) == ("annotations", "1.1")
    tasks = {task.findtext("id"): task for task in root.iterfind("meta/project/tasks/task")}
    labels = [label.findtext("name") for label in root.iterfind("meta/project/labels/label")]
    assert labels == ["Object Merging", "Sudden <Blurring>", "Other", "Uncategorised"]
    assert [task.findtext("name") for task in tasks.values()] == ["clip-a", "clip-b", "real-a"]
    tracks = root.findall("track")
    assert [track.get("id") for track in tracks] == ["0", "1"]
    for track in tracks:
        task = tasks[track.get("task_id")]
        assert track.get("label") in labels
        frames = [int(box.get("frame", "")) for box in track.iterfind("box")]
        assert frames == [10, 12, 16, 20, 21]
        assert max(frames) <= int(task.findtext("stop_frame", ""))
    boxes = tracks[0].findall("box")
    assert [box.get("outside") for box in boxes] == ["0", "0", "0", "0", "1"]
    assert {name: boxes[2].get(name) for name in ("xtl", "ytl", "xbr", "ybr", "keyframe", "occluded")} == {
        "xtl": "50.00",
        "ytl": "20.00",
        "xbr": "150.00",
        "ybr": "70.00",
        "keyframe": "1",
        "occluded": "0",
    }
    said = {attribute.get("name"): attribute.text for attribute in boxes[0]}
    assert said["explanation"] == 'It melts\r\n\ufffd<& "quoted" 火 \ufffd'
    assert (said["categories"], said["other_tag"], said["confidence"]) == (
        "object_merging,other",
        "halo",
        "2",
    )


def test_predictions_come_from_the_source_in_order(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "predictions.jsonl").read_text().splitlines()]
    assert [line["video_id"] for line in lines] == ["clip-a", "clip-b", "real-a"]


def test_links_can_be_checked_with_sha256sum(folder: Path) -> None:
    lines = (folder / "media.txt").read_text().splitlines()
    assert lines[:2] == ["# /api/v1/videos/1/media/ 1234 bytes", f"{'ab' * 32}  videos/clip-a.mp4"]
    assert lines[-1] == "# no media here: real_videos/real-a.mp4"


def test_a_release_of_nothing_is_still_readable(tmp_path: Path) -> None:
    pq = loaded("pyarrow.parquet")
    formats_write(tmp_path, PROJECT, [])
    assert pq.read_table(tmp_path / "traces.parquet").num_rows == 0
    coco = json.loads((tmp_path / "coco.json").read_text())
    assert (coco["videos"], coco["annotations"]) == ([], [])
    assert "configs:" not in (tmp_path / "README.md").read_text()
