"""What Labelbox exported arrives as traces, and what has no counterpart is named."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotations.models import Project, Trace, Video
from annotations.services.job_runs import job_execute
from reviewers.labelbox.importing import labelbox_import
from reviewers.labelbox.rows import NameMap
from reviewers.models import GoldTrace
from reviewers.services.imports import ImportSource, ImportSummary
from tests import factories
from tests.reviewers.exchange.importing import export_rows

pytestmark = pytest.mark.django_db
BOX = {"top": 98.4, "left": 146.5, "height": 43.0, "width": 36.0}


def found(name: str = "trace", box: dict[str, float] | None = None, **fields: Any) -> dict[str, Any]:
    """An object on one frame, as the export has it."""
    body = {"name": name, "annotation_kind": "VideoBoundingBox", "classifications": [ANSWER, TEXT]}
    return body | {"bounding_box": box or BOX} | fields


HOW = {"name": "how", "radio_answer": {"name": "Odd glow"}}
ANSWER = {
    "name": "what",
    "checklist_answers": [
        {
            "name": "shape distortion",
            "classifications": [{"name": "how", "radio_answer": {"name": "Odd glow"}}],
        }
    ],
}
TEXT = {"name": "why", "text_answer": {"content": "The hand melts."}}


def exported(key: str = "clip-x", annotations: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """One line of an export: one object that moves, with a second part."""
    said = annotations or {
        "frames": {
            "13": {"objects": {"f1": found()}, "classifications": []},
            "18": {"objects": {"f1": found(box=BOX | {"left": 200})}},
            "19": {"objects": {"f1": found(box=BOX | {"left": 210})}},
        },
        "segments": {"f1": [[13, 19]]},
        "key_frame_feature_map": {"f1": [13, 18]},
        "classifications": [],
    }
    media = {"height": 360, "width": 640, "frame_rate": 24.0, "frame_count": 120}
    row = {"id": "row-1", "global_key": key, "external_id": f"{key}.mp4"}
    return {
        "data_row": row,
        "media_attributes": media,
        "projects": {"p": {"name": "P", "labels": [{"id": "l1", "annotations": said}]}},
    } | fields


def payload(name: str, key: str, *spans: tuple[int, int]) -> dict[str, Any]:
    """One line of an import payload: one object with a part for each span."""
    segments = [{"keyframes": [{"frame": frame, "bbox": BOX} for frame in span]} for span in spans]
    return {"name": name, "dataRow": {"globalKey": key}, "segments": segments}


def read(project: Project, folder: Path, *lines: Any, name_map: NameMap | None = None) -> ImportSummary:
    path = folder / "export.ndjson"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    source = ImportSource(file=path, metadata_only=True)
    return labelbox_import(project=project, source=source, name_map=name_map)


def told(findings: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    return [(each["row"], each["field"], each["code"]) for each in findings]


def test_an_object_becomes_a_trace_with_its_keyframes(project: Project, tmp_path: Path) -> None:
    summary = read(project, tmp_path, exported())
    assert (summary.errors, summary.without_counterpart, summary.created) == ([], [], 1)
    trace = Trace.objects.get()
    assert (trace.onset_frame, trace.offset_frame, trace.explanation) == (12, 18, "The hand melts.")
    assert trace.keyframes == [
        {"frame": 12, "left": 147, "top": 98, "width": 36, "height": 43},
        {"frame": 17, "left": 200, "top": 98, "width": 36, "height": 43},
    ]
    assert (trace.categories, trace.other_tag) == (["object_distortion", "other"], "Odd glow")
    (row,) = export_rows(project, tmp_path / "out")
    assert row["faketrace_check_applies"] == ["shape distortion", "Odd glow"]
    assert (row["faketrace_first_frame"], row["video_id"], row["video_frame_count"]) == (12, "clip-x", 120)


def test_reading_it_again_changes_nothing(project: Project, tmp_path: Path) -> None:
    read(project, tmp_path, exported())
    again = read(project, tmp_path, exported())
    assert (again.created, again.unchanged, again.errors) == (0, 1, [])


def test_parts_payloads_and_the_videos_of_the_project(project: Project, tmp_path: Path) -> None:
    factories.video_make(project, video_id="ours", source="Gen", split="val")
    name_map = NameMap(videos={"theirs": "ours"}, categories={"Glow": "sudden_blurring"})
    lines = (payload("Glow", "theirs", (1, 5), (9, 9)), payload("weird motion", "theirs", (3, 4)))
    summary = read(project, tmp_path, *lines, name_map=name_map)
    assert summary.errors == []
    assert told(summary.without_counterpart) == [(0, "Glow.segments", "split_into_traces")]
    rows = export_rows(project, tmp_path / "out")
    spans = [(row["faketrace_first_frame"], row["faketrace_last_frame"]) for row in rows]
    assert spans == [(0, 4), (2, 3), (8, 8)]
    assert [row["faketrace_check_applies"] for row in rows] == [["Glow"], ["weird motion"], ["Glow"]]
    assert rows[0]["faketrace_categories"] == rows[2]["faketrace_categories"] == ["sudden_blurring"]
    assert {(row["video_source"], row["split"], row["video_width"]) for row in rows} == {("Gen", "val", 640)}


def test_what_has_no_counterpart_is_named(project: Project, tmp_path: Path) -> None:
    frames = {
        "2": {
            "objects": {
                "p1": found(annotation_kind="VideoPolyline"),
                "m1": found(annotation_kind="VideoSegmentationMask"),
                "f1": found(),
            },
            "classifications": [{"name": "scene", "radio_answer": {"name": "indoors"}}],
        }
    }
    said = {
        "frames": frames,
        "classifications": [{"name": "overall"}],
        "relationships": [{"kind": "next"}],
    }
    line = exported(annotations=said)
    line["projects"]["p"]["labels"].append({"id": "l2", "annotations": {}})
    summary = read(project, tmp_path, line)
    assert (summary.errors, summary.created) == ([], 1)
    assert told(summary.without_counterpart) == [
        (0, "p1", "no_box"),
        (0, "m1", "no_box"),
        (0, "frames.classifications", "answer_without_object"),
        (0, "annotations.classifications", "answer_without_object"),
        (0, "annotations.relationships", "relationship"),
        (0, "l2", "further_label"),
    ]


def test_a_video_that_nobody_labelled_is_left_out_and_named(project: Project, tmp_path: Path) -> None:
    """No label, an empty list of them, or one that was skipped; a skipped one does not stand for another."""
    none, empty, skipped, both = (exported(key) for key in ("none", "empty", "skipped", "both"))
    none["projects"], empty["projects"]["p"]["labels"] = {}, []
    passed = {"id": "l0", "performance_details": {"skipped": True}, "annotations": {}}
    skipped["projects"]["p"]["labels"] = [passed]
    both["projects"]["p"]["labels"].insert(0, passed)
    summary = read(project, tmp_path, none, empty, skipped, both)
    assert (summary.errors, summary.created) == ([], 1)
    assert told(summary.without_counterpart) == [(row, "projects", "unlabelled") for row in range(3)]
    assert Video.objects.get().video_id == "both"
    assert Trace.objects.count() == 1


def test_every_bad_line_is_named_and_the_good_ones_go_in(project: Project, tmp_path: Path) -> None:
    late = exported("late")
    late["media_attributes"]["frame_count"] = 15
    far = exported("far", {"frames": {"3": {"objects": {"f9": found(box=BOX | {"left": 630})}}}})
    summary = read(
        project,
        tmp_path,
        "{broken",
        [1],
        {"data_row": {}},
        late,
        far,
        exported("bare", media_attributes={}),
        exported(),
    )
    assert summary.created == 1
    assert told(summary.errors) == [
        (0, "", "not_json"),
        (1, "", "not_an_object"),
        (2, "data_row", "video_unnamed"),
        (4, "f9.frames.3.bounding_box", "bbox_invalid"),
        (5, "media_attributes", "video_unknown"),
        (3, "f1.faketrace_last_frame", "frame_out_of_range"),
    ]


def test_a_video_that_is_called_real_has_no_traces(project: Project, tmp_path: Path) -> None:
    summary = read(project, tmp_path, exported(), name_map=NameMap(kinds={"clip-x.mp4": "real"}))
    assert told(summary.without_counterpart) == [(0, "f1", "trace_of_real_video")]
    assert Video.objects.get().kind == "real"
    assert not GoldTrace.objects.exists()


def test_over_rest(ada_client: APIClient, project: Project) -> None:
    content = json.dumps(exported()).encode()
    form: dict[str, Any] = {"project": project.slug, "format": "labelbox", "metadata_only": "true"}
    form["map"] = json.dumps({"videos": {"clip-x": "renamed"}})
    form["file"] = SimpleUploadedFile("export.ndjson", content, "application/x-ndjson")
    response = ada_client.post("/api/v1/imports/", form, format="multipart")
    assert response.status_code == 202, response.json()
    job_execute(job_id=uuid.UUID(response.json()["id"]))
    result = ada_client.get(f"/api/v1/imports/{response.json()['id']}/").json()["result"]
    assert (result["created"], result["errors"], result["without_counterpart"]) == (1, [], [])
    assert Video.objects.get().video_id == "renamed"
    form |= {"map": json.dumps({"kinds": {"clip-x": "maybe"}}), "file": SimpleUploadedFile("x", content)}
    assert ada_client.post("/api/v1/imports/", form, format="multipart").status_code == 400


def test_on_the_command_line(project: Project, tmp_path: Path) -> None:
    path, out = tmp_path / "export.ndjson", io.StringIO()
    path.write_text(json.dumps(exported()) + "\n{broken\n")
    call_command("import_labelbox", str(path), "--metadata-only", stdout=out, stderr=io.StringIO())
    assert "left out: line 2: line: This line is not JSON. (not_json)" in out.getvalue()
    assert f"{project.slug}: 1 traces and videos read, 1 created, 0 unchanged" in out.getvalue()
    path.write_text("{broken")
    with pytest.raises(CommandError):
        call_command("import_labelbox", str(path), stdout=out, stderr=io.StringIO())
