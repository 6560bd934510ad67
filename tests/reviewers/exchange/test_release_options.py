"""What a release chooses, tells and refuses: selections, splits, leaks, differences, lineage, cancelling."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Group, Job, Project, User, Video
from annotations.services.job_runs import JobRun, job_execute
from annotations.services.jobs import job_cancel
from annotations.services.videos import video_take_down
from reviewers.models import FirstFrame, Gold, Release
from reviewers.releases.answers import pseudonym
from reviewers.releases.ledger.leaks import TABLES, leaks_find
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.options import ReleaseOptions
from reviewers.services.calibration.secrets import secret_of
from reviewers.services.gold import gold_from_annotation, gold_put
from reviewers.services.releases import release_folder
from tests import factories
from tests.reviewers.exchange.test_release import build, make
from tests.reviewers.formats.test_formats import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
BOXES = [{"frame": 12, "left": 9, "top": 9, "width": 50, "height": 50}]


def judged(project: Project, person: User, name: str, **fields: Any) -> Gold:
    """A fake video with one trace, answered by one person."""
    video = factories.video_make(project, video_id=name, **fields)
    return gold_from_annotation(annotation=answered(project, video, person), actor=person)


def answered(project: Project, video: Video, person: User, **trace: Any) -> Annotation:
    annotation = Annotation.objects.create(
        project=project, video=video, annotator=person, status="accepted", verdict="fake"
    )
    annotation.traces.create(**factories.trace_body(offset_frame=40, keyframes=BOXES, **trace))
    return annotation


def folder_of(version: int = 1) -> Path:
    return release_folder(Release.objects.get(version=version))


def manifest(version: int = 1) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((folder_of(version) / "manifest.json").read_text())
    return body


def chosen(client: APIClient, **selection: Any) -> list[str]:
    """The videos of a new release with this selection."""
    return [video["video_id"] for video in manifest(build(client, selection=selection)["version"])["videos"]]


def lines(version: int = 1) -> list[dict[str, Any]]:
    text = (folder_of(version) / "traces.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_selections_by_what_is_known_of_gold_and_answers(
    project: Project, rita_client: APIClient, alice: User, bob: User, ada: User
) -> None:
    judged(project, alice, "blur", split="train")
    both = factories.video_make(project, video_id="both", split="train")
    answers = [answered(project, both, person) for person in (alice, bob)]
    gold_put(
        video=both,
        actor=ada,
        expected_version=0,
        verdict="fake",
        traces=[
            factories.trace_body(
                offset_frame=40,
                keyframes=BOXES,
                categories=["sudden_blurring"],
                sources=[str(answer.traces.get().pk) for answer in answers],
            )
        ],
    )
    Gold.objects.filter(video=both).update(annotations=[str(answer.pk) for answer in answers])
    assert chosen(rita_client, categories=["sudden_blurring"]) == ["both"]
    assert chosen(rita_client, verdicts=["real"]) == []
    assert chosen(rita_client, min_agreement=0.9) == ["both"]
    assert chosen(rita_client, states=["accepted"], without_suggestions=True) == ["blur", "both"]
    Annotation.objects.filter(pk=answers[0].pk).update(status="submitted")
    assert chosen(rita_client, states=["accepted"]) == ["blur"]
    yesterday = timezone.now() - timedelta(days=1)
    Gold.objects.filter(video__video_id="blur").update(made_at=yesterday)
    assert chosen(rita_client, until=yesterday.date().isoformat()) == ["blur"]
    last = manifest(Release.objects.count())
    assert last["left_out"]["not_selected"] == ["both"]
    assert last["options"]["selection"] == {"until": yesterday.date().isoformat()}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"selection": {"min_agreement": 2}}, "selection.min_agreement"),
        ({"selection": {"until": "soon"}}, "selection.until"),
        ({"selection": {"categories": ["none_such"]}}, "selection.categories"),
        ({"selection": {"splits": ["test"]}, "split_policy": "none"}, "selection.splits"),
        ({"split_ratio": [0, 0, 0]}, "split_ratio"),
        ({"media": "tape"}, "media"),
    ],
)
def test_bad_options_are_named(
    project: Project, rita_client: APIClient, fields: dict[str, Any], field: str
) -> None:
    response = make(rita_client, **fields)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"].startswith(field)


def test_options_of_an_older_release_still_load() -> None:
    stored = {"selection": {"kinds": ["fake"]}, "bbox": "union", "frame_base": 1, "notes": "old"}
    options = ReleaseOptions.from_json(stored | {"include_unsure": True, "include_undetected": False})
    assert (options.selection.kinds, options.bbox, options.split_policy) == (("fake",), "union", "keep")
    assert ReleaseOptions.from_json(json.loads(json.dumps(options.as_json()))) == options


def test_splits_of_one_release_alone(project: Project, rita_client: APIClient, alice: User) -> None:
    for number in range(10):
        judged(project, alice, f"v{number}", prompt="one" if number < 3 else f"p{number}")
    build(rita_client, split_policy="ratio", split_ratio=[1, 0, 1])
    assert manifest(1)["counts"]["splits"] == {"test": 5, "train": 5}
    assert len({video["split"] for video in manifest(1)["videos"][:3]}) == 1
    build(rita_client, split_policy="none", media="links")
    rows = json.loads((folder_of(2) / "all_data.json").read_text())
    assert {row["split"] for row in rows} == {None}
    assert not (folder_of(2) / "media.zip").exists()
    assert rita_client.get("/api/v1/releases/demo/2/media.zip").status_code == 404
    assert set(Video.objects.values_list("split", flat=True)) == {""}


def test_a_release_that_leaks_stops_and_says_where(
    project: Project, rita_client: APIClient, alice: User
) -> None:
    group = Group.objects.create(project=project, name="one clip")
    judged(project, alice, "a", split="train", prompt="A  cat", group=group)
    judged(project, alice, "b", split="test", prompt="a cat", group=group)
    response = make(rita_client)
    job_execute(job_id=response.json()["job"]["id"])
    body = rita_client.get("/api/v1/releases/demo/1/").json()
    assert (body["status"], body["job"]["error"]["code"]) == ("failed", "release_leaks")
    checks = body["leaks"]["checks"]
    assert {name: check["found"] for name, check in checks.items()} == {
        "prompt": 1,
        "group": 1,
        "first_frame": 0,
    }
    assert checks["prompt"]["examples"][0]["videos"][1] == {"video_id": "b", "split": "test"}
    assert list(folder_of().parent.iterdir()) == []
    allowed = build(rita_client, allow_leaks=True)
    assert (allowed["leaks"]["found"], manifest(2)["leaks"]["allowed"]) == (2, True)


def test_first_frames_that_look_alike_leak() -> None:
    with Scratch(
        "CREATE TABLE included (n INTEGER, video_id TEXT, split TEXT, prompt TEXT, grp TEXT, picture TEXT)",
        *TABLES,
    ) as scratch:
        pictures = [0xF0F0_1234_5678_9ABC, 0xF0F0_1234_5678_9ABF, 0x0F0F_1234_5678_0000]
        for number, (picture, split) in enumerate(zip(pictures, ("train", "val", "test"), strict=True)):
            scratch.run(
                "INSERT INTO included VALUES (?, ?, ?, '', '', ?)",
                number,
                f"v{number}",
                split,
                f"{picture:016x}",
            )
        found = leaks_find(scratch)["checks"]["first_frame"]
    assert found["found"] == 1
    assert [video["video_id"] for video in found["examples"][0]["videos"]] == ["v0", "v1"]


def test_videos_that_begin_alike_share_their_split_by_ratio(
    project: Project, rita_client: APIClient, alice: User
) -> None:
    beginnings = [0xF0F0_1234_5678_9ABC, 0xF0F0_1234_5678_9ABF, 0xF0F0_1234_5678_9ABF, 0x0F0F_4321_8765_0000]
    for number, picture in enumerate([*beginnings, *(beginnings[-1] ^ (0xFF << 8 * n) for n in range(7))]):
        gold = judged(project, alice, f"v{number:02}", prompt=f"prompt {number}", metadata_only=False)
        FirstFrame.objects.create(video=gold.video, picture=f"{picture:016x}")
    assert build(rita_client, split_policy="ratio", split_ratio=[1, 1, 1])["leaks"]["found"] == 0
    splits = [video["split"] for video in manifest()["videos"]]
    assert len(set(splits[:3])) == 1
    assert set(splits) == {"train", "val", "test"}


def test_what_changed_since_the_release_before(
    project: Project, rita_client: APIClient, alice: User, bob: User, ada: User
) -> None:
    for name in ("gone", "new-gold", "same"):
        judged(project, alice, name, split="train")
    assert build(rita_client)["changes"] is None
    video_take_down(video=Video.objects.get(video_id="gone"), actor=ada, reason="asked to")
    trace = factories.trace_body(sources=[], offset_frame=40, keyframes=BOXES)
    changed = Video.objects.get(video_id="new-gold")
    gold_put(video=changed, actor=bob, expected_version=1, verdict="fake", traces=[trace])
    Video.objects.filter(video_id="same").update(split="val")
    judged(project, alice, "added", split="train")
    counts = build(rita_client, bbox="union")["changes"]["counts"]
    assert counts == {
        "added": {"gold_made": 1},
        "changed": {"gold_new_version": 1, "split": 1},
        "removed": {"taken_down": 1},
    }
    changes = manifest(2)["changes"]
    assert (changes["since"], changes["options"]) == ("demo/1", ["bbox"])
    assert changes["added"] == [{"video_id": "added", "reason": "gold_made"}]
    assert changes["removed"] == [{"video_id": "gone", "reason": "taken_down"}]
    assert changes["changed"][0] == {"video_id": "new-gold", "reasons": ["gold_new_version"]}


def test_traces_tell_everything_but_names(
    project: Project, rita_client: APIClient, alice: User, bob: User
) -> None:
    gold = judged(project, alice, "a", split="train")
    judged(project, alice, "b", split="train")
    answered(project, gold.video, bob, onset_frame=20)
    draft = answered(project, factories.video_make(project, video_id="c"), bob)
    Annotation.objects.filter(pk=draft.pk).update(status="draft")
    build(rita_client, dense_boxes=True)
    found = lines()
    assert [line["record"] for line in found] == ["trace", "answer", "answer", "trace", "answer"]
    trace = found[0]
    assert len(trace["boxes"]) == trace["offset_frame"] - trace["onset_frame"] + 1
    people = {line["annotator"] for line in found if line["record"] == "answer"}
    assert len(people) == 2
    assert trace["lineage"][0]["annotator"] == found[4]["annotator"]
    text = (folder_of() / "traces.jsonl").read_text()
    assert not any(word in text for word in ("alice", "bob", str(draft.pk)))
    assert manifest()["agreement"]["reason"] == "no_answers"


def test_a_pseudonym_is_one_persons_in_one_project_and_cannot_be_computed(
    project: Project, rita_client: APIClient, alice: User
) -> None:
    judged(project, alice, "a", split="train")
    for _ in range(2):
        build(rita_client)
    first, second = (
        {line["annotator"] for line in lines(number) if "annotator" in line} for number in (1, 2)
    )
    assert len(first) == 1
    assert first == second
    secret = secret_of(project)
    assert first == {pseudonym(secret, alice.pk)}
    assert pseudonym(secret_of(factories.project_make("other")), alice.pk) not in first
    for path in folder_of(1).iterdir():
        assert secret.encode() not in path.read_bytes(), path.name


def test_two_releases_of_one_selection_differ_in_their_name_alone(
    project: Project, rita_client: APIClient, alice: User
) -> None:
    judged(project, alice, "a", split="train", prompt="x")
    judged(project, alice, "b", split="test", prompt="y")
    for _ in range(2):
        build(rita_client)
    names = {path.name for path in folder_of(1).iterdir()}
    tables = {"train.parquet", "val.parquet", "test.parquet"}
    assert names > tables | {"README.md", "croissant.json", "coco.json", "cvat.xml", "media.zip"}
    for name in names - tables - {"manifest.json"}:
        assert _renamed((folder_of(1) / name).read_bytes()) == (folder_of(2) / name).read_bytes(), name
    for name in tables:
        assert _table(folder_of(1) / name) == _table(folder_of(2) / name), name


def _renamed(content: bytes) -> bytes:
    """What release 1 wrote as release 2 would: its name, and the hashes of files that hold its name."""
    first, second = manifest(1)["files"], manifest(2)["files"]
    for name, known in first.items():
        content = content.replace(known["sha256"].encode(), second[name]["sha256"].encode())
    return content.replace(b"demo/1", b"demo/2").replace(b'"version":"1.0.0"', b'"version":"2.0.0"')


def _table(path: Path) -> list[dict[str, Any]]:
    pq = loaded("pyarrow.parquet")
    return [row | {"release": ""} for row in pq.read_table(path).to_pylist()]


def test_a_cancelled_build_stops_and_leaves_nothing(
    project: Project, rita_client: APIClient, alice: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        judged(project, alice, name, split="train")
    job = Job.objects.get(pk=make(rita_client).json()["job"]["id"])
    monkeypatch.setattr("annotations.services.job_runs.PROGRESS_EVERY_S", 0)
    steps: list[str] = []

    def cancel(self: Any, share: float, step: str = "") -> None:
        steps.append(step)
        if step == "writing the rows":
            job_cancel(job=job, actor=ada)
        progress(self, share, step)

    progress = JobRun.progress
    monkeypatch.setattr(JobRun, "progress", cancel)
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert steps[-1] == "writing the rows"
    assert list(folder_of().parent.iterdir()) == []
