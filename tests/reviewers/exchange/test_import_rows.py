"""Importing rows without media: good ones go in, bad ones are named, a second run changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from annotations.benchmark.json_array import JsonArrayError
from annotations.models import Annotation, Event, Project, QueueEntry, RawTag, Trace, User, Video
from annotations.services.video_files import video_path
from reviewers.models import Gold, GoldTrace
from reviewers.services import imports
from reviewers.services.gold import gold_revert
from reviewers.services.imports import ImportAccountTakenError, ImportSource, benchmark_import
from tests import factories
from tests.reviewers.exchange.importing import codes, export_rows, import_rows
from tests.rows import real_row, trace_row, video_row

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def counts() -> tuple[int, ...]:
    tables = (Video, Annotation, Trace, Gold, GoldTrace, Event, User)
    return tuple(table._default_manager.count() for table in tables)


def test_a_video_gets_an_accepted_annotation_and_gold(project: Project, tmp_path: Path) -> None:
    rows = [
        trace_row(faketrace_first_frame=60, faketrace_last_frame=119),
        real_row(),
        trace_row(faketrace_check_applies=["Weird  Motion", "light effects"]),
    ]
    summary = import_rows(project, rows, tmp_path)
    assert (summary.rows, summary.created, summary.unchanged, summary.errors) == (3, 3, 0, [])
    video = Video.objects.get(video_id="clip-a")
    assert (video.kind, video.source, video.prompt, video.split) == (
        "fake",
        "Pika 1.5",
        "a cat on a sofa",
        "train",
    )
    assert (video.width, video.height, video.frame_count, video.duration_us) == (640, 360, 120, 5_000_000)
    assert (video.frame_rate_num, video.frame_rate_den) == (24, 1)
    annotation = Annotation.objects.get(video=video)
    assert (annotation.status, annotation.verdict) == ("accepted", "fake")
    assert annotation.annotator.username == "import-demo"
    assert [trace.onset_frame for trace in annotation.traces.all()] == [60, 12]
    tagged = annotation.traces.get(onset_frame=12)
    assert (tagged.categories, tagged.other_tag) == (["object_trajectory", "other"], "light effects")
    assert tagged.keyframes == [{"frame": 12, "left": 85, "top": 51, "width": 201, "height": 153}]
    assert tagged.origin == "import"
    gold = Gold.objects.get(video=video)
    assert (gold.version, gold.rule, gold.verdict) == (1, "import", "fake")
    assert gold.annotations == [str(annotation.pk)]
    sources = {source for trace in gold.traces.all() for source in trace.sources}
    assert sources == {str(trace.pk) for trace in annotation.traces.all()}
    real = Gold.objects.get(video__video_id="real-a")
    assert (real.verdict, real.traces.count()) == ("real", 0)


def test_nobody_can_sign_in_as_the_import_account(project: Project, tmp_path: Path) -> None:
    import_rows(project, [real_row()], tmp_path)
    account = User.objects.get(username="import-demo")
    assert not account.is_active
    assert not account.has_usable_password()


def test_a_person_of_that_name_is_not_used(project: Project, tmp_path: Path) -> None:
    factories.user_make("import-demo")
    with pytest.raises(ImportAccountTakenError):
        import_rows(project, [real_row()], tmp_path)


def test_metadata_is_ready_without_media_and_stays_out_of_the_queue(
    project: Project, tmp_path: Path, ada_client: Any
) -> None:
    import_rows(project, [trace_row()], tmp_path)
    video = Video.objects.get()
    assert (video.status, video.metadata_only) == ("ready", True)
    assert not video_path(video).exists()
    assert not QueueEntry.objects.exists()
    response = ada_client.get(f"/api/v1/videos/{video.pk}/media/")
    assert (response.status_code, response.json()["code"]) == (409, "media_missing")


def test_every_bad_row_is_named_and_good_ones_go_in(project: Project, tmp_path: Path) -> None:
    rows = [
        trace_row(faketrace_last_frame=120),
        7,
        trace_row(),
        real_row(video_type="real"),
        real_row("real-b"),
        trace_row("clip-b", video_path="../clip-b.mp4", split="dev"),
    ]
    summary = import_rows(project, rows, tmp_path)
    assert codes(summary) == [
        (0, "faketrace_last_frame", "frame_out_of_range"),
        (1, "", "not_an_object"),
        (3, "video_type", "unknown_choice"),
        (5, "video_path", "path_unsafe"),
        (5, "split", "unknown_choice"),
    ]
    assert (summary.created, Video.objects.count(), GoldTrace.objects.count()) == (2, 2, 1)


def test_rows_of_a_video_must_agree_with_its_first_row(project: Project, tmp_path: Path) -> None:
    rows = [
        trace_row(),
        trace_row(video_width=1280, video_prompt="a dog"),
        trace_row(faketrace_first_frame=20),
        real_row(),
        real_row(),
        trace_row("clip-c"),
        video_row("clip-c") | {key: None for key in trace_row() if key.startswith("faketrace")},
    ]
    summary = import_rows(project, rows, tmp_path)
    assert codes(summary) == [
        (1, "video_prompt", "differs_from_first_row"),
        (1, "video_width", "differs_from_first_row"),
        (4, "video_id", "repeated_video"),
        (6, "video_id", "repeated_video"),
    ]
    assert summary.created == 4


def test_a_second_run_changes_nothing(project: Project, tmp_path: Path) -> None:
    rows = [trace_row(), trace_row(), trace_row("clip-b"), real_row(), "bad"]
    import_rows(project, rows, tmp_path)
    before = counts()
    again = import_rows(project, list(reversed(rows)), tmp_path)
    assert (again.created, again.unchanged, len(again.errors)) == (0, 4, 1)
    assert counts() == before


def test_a_repaired_row_goes_in_later(project: Project, tmp_path: Path) -> None:
    bad = trace_row(faketrace_first_frame=200)
    import_rows(project, [trace_row(), bad], tmp_path)
    summary = import_rows(project, [trace_row(), bad | {"faketrace_first_frame": 3}], tmp_path)
    assert (summary.created, summary.unchanged, summary.errors) == (1, 1, [])
    gold = Gold.objects.filter(video__video_id="clip-a").latest("version")
    assert (gold.version, gold.rule, gold.traces.count()) == (2, "import", 2)
    assert Annotation.objects.get().traces.count() == 2
    third = import_rows(project, [trace_row(), bad | {"faketrace_first_frame": 3}], tmp_path)
    assert (third.created, third.unchanged) == (0, 2)


def test_changed_rows_are_refused_not_overwritten(project: Project, tmp_path: Path) -> None:
    import_rows(project, [trace_row(), real_row()], tmp_path)
    changed = trace_row(faketrace_explanations="something else")
    summary = import_rows(project, [changed, real_row()], tmp_path)
    assert codes(summary) == [(0, "video_id", "already_imported")]
    assert summary.unchanged == 1
    assert Trace.objects.get().explanation == "The hand melts into the cup."


def test_another_frame_base_is_a_change(project: Project, tmp_path: Path) -> None:
    import_rows(project, [trace_row()], tmp_path)
    summary = import_rows(project, [trace_row()], tmp_path, frame_base=1)
    assert codes(summary) == [(0, "video_id", "already_imported")]


def test_gold_that_people_made_is_left_alone(project: Project, tmp_path: Path, bob: User) -> None:
    import_rows(project, [trace_row()], tmp_path)
    video = Video.objects.get()
    gold_revert(video=video, actor=bob, expected_version=1, to_version=1)
    summary = import_rows(project, [trace_row(), trace_row(faketrace_first_frame=1)], tmp_path)
    assert codes(summary) == [(1, "video_id", "already_judged")]
    assert summary.unchanged == 1
    assert Gold.objects.filter(video=video).count() == 2


def test_rows_join_a_video_that_was_uploaded(project: Project, tmp_path: Path) -> None:
    video = factories.video_make(project, video_id="clip-a")
    QueueEntry.objects.create(project=project, video=video, purpose="annotate")
    summary = import_rows(project, [trace_row()], tmp_path, metadata_only=False)
    assert (summary.created, summary.errors) == (1, [])
    assert Gold.objects.get().video == video
    entry = QueueEntry.objects.get()
    assert (entry.status, entry.holder) == ("done", User.objects.get(username="import-demo"))
    assert Annotation.objects.get().assignment_id == entry.claim or entry.assignments.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"width": 1280}, "differs_from_video"),
        ({"frame_count": 57}, "differs_from_video"),
        ({"status": "processing"}, "video_not_ready"),
        ({"taken_down_at": "2026-01-01T00:00:00Z"}, "taken_down"),
    ],
)
def test_rows_must_fit_the_video_that_was_uploaded(
    project: Project, tmp_path: Path, fields: dict[str, Any], code: str
) -> None:
    factories.video_make(project, video_id="clip-a", **fields)
    summary = import_rows(project, [trace_row()], tmp_path)
    assert [error[2] for error in codes(summary)] == [code]
    assert not Gold.objects.exists()


def test_without_media_the_videos_must_be_there(project: Project, tmp_path: Path) -> None:
    summary = import_rows(project, [trace_row()], tmp_path, metadata_only=False)
    assert codes(summary) == [(0, "video_id", "media_missing")]


def test_raw_tags_go_by_the_projects_table(project: Project, tmp_path: Path) -> None:
    RawTag.objects.filter(project=project, tag="shape distortion").update(category_key="object_merging")
    RawTag.objects.create(project=project, tag="light effects", category_key="no_such_category")
    tags = ["Shape Distortion", "light effects", "Sudden Blurring", "object_splitting", "shape distortion"]
    import_rows(project, [trace_row(faketrace_check_applies=tags)], tmp_path)
    trace = Trace.objects.get()
    assert trace.categories == ["object_merging", "other", "sudden_blurring", "object_splitting"]
    assert trace.other_tag == "light effects"
    assert export_rows(project, tmp_path / "out")[0]["faketrace_check_applies"] == tags


def test_a_trace_may_have_no_tags(project: Project, tmp_path: Path) -> None:
    row = trace_row(faketrace_check_applies=[], faketrace_explanations="")
    assert import_rows(project, [row], tmp_path).created == 1
    assert (Trace.objects.get().categories, Trace.objects.get().explanation) == ([], "")


@pytest.mark.parametrize(
    ("rate", "ratio"),
    [
        (24, (24, 1)),
        (29.97, (30000, 1001)),
        (23.976, (24000, 1001)),
        (59.94005994, (60000, 1001)),
        (30.0, (30, 1)),
        (12.5, (25, 2)),
        (29.5, (59, 2)),
    ],
)
def test_a_rounded_rate_becomes_its_ratio(
    project: Project, tmp_path: Path, rate: float, ratio: tuple[int, int]
) -> None:
    import_rows(project, [trace_row(video_frame_rate=rate)], tmp_path)
    video = Video.objects.get()
    assert (video.frame_rate_num, video.frame_rate_den) == ratio


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"rows": []}', "nothing"])
def test_a_file_that_is_no_array_changes_nothing(project: Project, tmp_path: Path, text: str) -> None:
    path = tmp_path / "all_data.json"
    path.write_text(text)
    with pytest.raises(JsonArrayError):
        benchmark_import(project=project, source=ImportSource(file=path, metadata_only=True))
    assert not Video.objects.exists()


def test_an_array_that_breaks_off_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "all_data.json"
    path.write_text(json.dumps([trace_row(), real_row()])[:-3])
    with pytest.raises(JsonArrayError):
        benchmark_import(project=project, source=ImportSource(file=path, metadata_only=True))
    assert not Video.objects.exists()


def test_an_interrupted_import_goes_on(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written stays, what was not is written by the next run, and the end is the same."""
    rows = [trace_row(f"clip-{number}") for number in range(7)]
    monkeypatch.setattr(imports, "BATCH_VIDEOS", 2)
    seen = 0

    def broken() -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            raise DatabaseError("the power is gone")

    path = tmp_path / "all_data.json"
    path.write_text(json.dumps(rows))
    source = ImportSource(file=path, metadata_only=True)
    with pytest.raises(DatabaseError):
        benchmark_import(project=project, source=source, fence=broken)
    assert Video.objects.count() == 4
    again = benchmark_import(project=project, source=source)
    assert (again.created, again.unchanged) == (3, 4)
    assert Gold.objects.count() == 7


def test_progress_is_told(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH_VIDEOS", 1)
    path = tmp_path / "all_data.json"
    path.write_text(json.dumps([trace_row("a"), trace_row("b")]))
    heard: list[tuple[float, str]] = []
    benchmark_import(
        project=project,
        source=ImportSource(file=path, metadata_only=True),
        on_progress=lambda share, step: heard.append((share, step)),
    )
    assert heard == [(0.0, "reading the file"), (0.5, "1 of 2 videos"), (1.0, "2 of 2 videos")]


def test_two_projects_do_not_mix(project: Project, tmp_path: Path) -> None:
    other = factories.project_make("other")
    import_rows(project, [trace_row()], tmp_path)
    assert import_rows(other, [trace_row()], tmp_path).created == 1
    assert Video.objects.filter(video_id="clip-a").count() == 2


def test_each_video_has_an_event(project: Project, tmp_path: Path) -> None:
    import_rows(project, [trace_row(), trace_row(), real_row()], tmp_path)
    events = Event.objects.filter(action="video.imported").order_by("id")
    assert [event.facts["rows"] for event in events] == [[0, 1], [2]]
    assert {event.project for event in events} == {project}
