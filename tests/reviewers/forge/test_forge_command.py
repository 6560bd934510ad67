"""`manage.py forge_traces`: options, summary, interruptions, and what it takes into a project."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from annotations.frames import FrameSpan
from annotations.media.errors import MediaToolFailedError
from annotations.models import Category, Event, Project, QueueEntry, User, Video
from annotations.services.job_runs import job_execute
from annotations.services.video_files import incoming_copy
from annotations.services.videos import video_create
from annotations.tracks import Keyframe
from reviewers.forge.errors import ClipTooShortError, NothingToForgeError
from reviewers.forge.recipes import RECIPES
from reviewers.forge.truth import SourceClip, Truth
from reviewers.models import Gold, GoldClip
from reviewers.services.forging import imports, runs
from reviewers.services.forging.clips import ForgeTask
from reviewers.services.forging.runs import tasks_plan
from tests.media import ClipSpec, clip
from tests.reviewers.forge.footage import FRAMES, HEIGHT, WIDTH, small_clip

Forge = Callable[..., Truth]
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def forge(*clips: Path, **options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("forge_traces", *map(str, clips), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def truth_of(task: ForgeTask) -> Truth:
    return Truth(
        recipe=task.recipe,
        category=RECIPES[task.recipe].category,
        explanation="It is odd.",
        span=FrameSpan(8, 20),
        keyframes=(Keyframe(8, 10, 10, 40, 30), Keyframe(20, 30, 10, 40, 30)),
        strength=0.8,
        seed=task.seed,
        attempt=0,
        width=WIDTH,
        height=HEIGHT,
        frame_count=FRAMES,
        source=SourceClip(task.name, "0" * 64),
    )


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[ForgeTask]:
    """Copies instead of forging, which has tests of its own; the list fills with what was asked for."""
    asked: list[ForgeTask] = []

    def copied(*, task: ForgeTask, out: Path) -> Truth:
        asked.append(task)
        out.write_bytes(task.source.read_bytes() + b"\0" * len(asked))
        return truth_of(task)

    monkeypatch.setattr(runs, "clip_forge", copied)
    return asked


def real_video(project: Project, **fields: Any) -> Video:
    video, job = video_create(
        project=project,
        actor=None,
        incoming=incoming_copy(small_clip()),
        fields={"video_id": "street", "kind": "real", "licence": "CC0", **fields},
    )
    job_execute(job_id=job.pk)
    video.refresh_from_db()
    return video


def test_one_of_each_recipe_with_its_truth(quick: list[ForgeTask], tmp_path: Path) -> None:
    text, progress = forge(small_clip(), out=tmp_path, seed=3)
    names = sorted(path.stem for path in tmp_path.glob("*.mp4"))
    assert names == sorted(path.stem for path in tmp_path.glob("*.json"))
    assert len(names) == 9
    assert [task.recipe for task in quick] == list(RECIPES)
    assert f"{tmp_path}: 9 made, 0 were there, 0 skipped, 0 failed" in text
    assert progress.splitlines()[0].startswith("  0% forge-scene-")
    body = json.loads((tmp_path / f"{names[0]}.json").read_text())
    assert (body["format"], body["seed"], body["onset_frame"], body["offset_frame"]) == (1, 3, 8, 20)


def test_a_second_run_makes_nothing(quick: list[ForgeTask], tmp_path: Path) -> None:
    forge(small_clip(), out=tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    text, _ = forge(small_clip(), out=tmp_path)
    assert "0 made, 9 were there" in text
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert len(quick) == 9


def test_an_interrupted_run_goes_on(
    quick: list[ForgeTask], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole: Forge = vars(runs)["clip_forge"]

    def interrupted(*, task: ForgeTask, out: Path) -> Truth:
        if len(quick) == 2:
            out.write_bytes(b"half a clip")
            raise KeyboardInterrupt
        return whole(task=task, out=out)

    monkeypatch.setattr(runs, "clip_forge", interrupted)
    with pytest.raises(CommandError, match="Interrupted. Run the same command again"):
        forge(small_clip(), out=tmp_path)
    monkeypatch.setattr(runs, "clip_forge", whole)
    text, _ = forge(small_clip(), out=tmp_path)
    assert "7 made, 2 were there" in text
    assert not list(tmp_path.glob("*.part"))


def test_a_clip_without_its_truth_is_made_again(quick: list[ForgeTask], tmp_path: Path) -> None:
    forge(small_clip(), out=tmp_path, recipe=["blur"])
    truth = next(tmp_path.glob("*.json"))
    content = truth.read_bytes()
    truth.unlink()
    text, _ = forge(small_clip(), out=tmp_path, recipe=["blur"])
    assert "1 made, 0 were there" in text
    assert truth.read_bytes() == content


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    """Really killed, while it really forges: the same command again leaves whole clips only."""
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "forge_traces",
        str(small_clip()),
        "--out",
        str(tmp_path),
    ]
    command += ["--recipe", "blur", "--recipe", "copy", "--recipe", "warp"]
    env = {**os.environ, "DEEPTRACE_DATA": str(tmp_path / "data")}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "copy" in line:
                process.send_signal(signal.SIGKILL)
                break
    assert len(list(tmp_path.glob("*.json"))) == 1
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 made, 1 were there" in done.stdout
    assert (len(list(tmp_path.glob("*.mp4"))), len(list(tmp_path.glob("*.json")))) == (3, 3)
    assert not list(tmp_path.glob("*.part"))


def test_what_is_skipped_has_its_reason(
    quick: list[ForgeTask], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole: Forge = vars(runs)["clip_forge"]

    def some(*, task: ForgeTask, out: Path) -> Truth:
        if task.recipe == "warp":
            raise NothingToForgeError("No place shows it.")
        if task.recipe == "copy":
            raise ClipTooShortError("The clip has 3 frames.")
        return whole(task=task, out=out)

    monkeypatch.setattr(runs, "clip_forge", some)
    text, _ = forge(small_clip(), out=tmp_path)
    assert "7 made, 0 were there, 2 skipped, 0 failed" in text
    assert "  1 x nothing_to_forge" in text
    assert "-copy-s0-3: The clip has 3 frames. (clip_too_short)" in text


def test_nothing_made_is_a_failure(tmp_path: Path) -> None:
    short = clip("forge_short", ClipSpec(frames=20))
    with pytest.raises(CommandError, match="No clip could be made"):
        forge(short, out=tmp_path, recipe=["blur"])


def test_a_failed_tool_is_a_failure(
    quick: list[ForgeTask], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole: Forge = vars(runs)["clip_forge"]

    def fails(*, task: ForgeTask, out: Path) -> Truth:
        if task.recipe == "warp":
            raise MediaToolFailedError
        return whole(task=task, out=out)

    monkeypatch.setattr(runs, "clip_forge", fails)
    with pytest.raises(CommandError, match="1 clips failed"):
        forge(small_clip(), out=tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 8


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"recipe": ["melt"]}, "No such recipe: melt"),
        ({"count": 0}, "--count is at least 1"),
        ({"clips": ["absent.mp4"]}, "There is no file"),
        ({"clips": ["."]}, "There are no MP4 files"),
        ({"clips": [], "project": "absent"}, "There is no project 'absent'"),
        ({"clips": [], "project": "demo"}, "has no real videos"),
        ({"project": "absent", "take_in": True}, "There is no project 'absent'"),
    ],
)
def test_bad_options_are_refused(
    options: dict[str, Any], words: str, project: Project, quick: list[ForgeTask], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    clips = [empty / name for name in options.pop("clips", [small_clip()])]
    with pytest.raises(CommandError, match=words):
        forge(*clips, out=tmp_path / "out", **options)


def test_an_unwritable_folder_is_told(quick: list[ForgeTask], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Writing to"):
        forge(small_clip(), out=tmp_path / "file")


def test_rounds_bring_every_source_every_recipe() -> None:
    sources = [(name, Path(name)) for name in "abc"]
    tasks = tasks_plan(sources=sources, recipes=["one", "two", "three"], count=9, seed=1)
    assert len({(task.name, task.recipe) for task in tasks}) == 9
    assert len({task.clip_name for task in tasks}) == 9


def test_clips_of_the_same_name_stay_apart() -> None:
    names = ["Straße/1", "Stra e/1", "x" * 300, "x" * 301, "街道", "道路"]
    tasks = [ForgeTask(Path(), name, "warp", 1, 0) for name in names]
    assert len({task.clip_name for task in tasks}) == len(names)
    assert all(len(task.clip_name) < 100 for task in tasks)


def test_imported_clips_are_fake_videos_with_gold(project: Project, tmp_path: Path) -> None:
    origin = real_video(project, split="val")
    text, _ = forge(out=tmp_path, project="demo", recipe=["slide", "blur"], take_in=True)
    assert "2 made, 0 were there, 0 skipped, 0 failed, 2 taken in with gold" in text
    origin.refresh_from_db()
    for video in Video.objects.exclude(pk=origin.pk):
        assert (video.kind, video.source, video.licence, video.status) == ("fake", "forged", "CC0", "ready")
        assert (video.split, video.group) == ("val", origin.group)
        assert (video.frame_count, video.width, video.height) == (FRAMES, WIDTH, HEIGHT)
        truth = Truth.from_bytes((tmp_path / f"{video.video_id}.json").read_bytes())
        gold = Gold.objects.get(video=video)
        assert (gold.rule, gold.verdict, gold.version, gold.annotator_count) == ("forged", "fake", 1, 0)
        trace = gold.traces.get()
        assert (trace.onset_frame, trace.offset_frame) == (truth.span.onset_frame, truth.span.offset_frame)
        assert trace.categories == [truth.category]
        assert trace.keyframes == [keyframe.as_json() for keyframe in truth.keyframes]
        assert Category.objects.filter(project=project, key=truth.category).exists()
        assert Event.objects.filter(action="gold.made", subject_id=str(video.pk)).count() == 1


def test_imported_clips_may_become_gold_clips(
    project: Project, bob: User, quick: list[ForgeTask], tmp_path: Path
) -> None:
    real_video(project)
    forge(out=tmp_path, recipe=["blur"], take_in=True)
    text, _ = forge(out=tmp_path, recipe=["blur", "warp"], take_in=True, gold_clips_by="bob")
    assert "1 taken in with gold" in text
    forged = Video.objects.filter(source="forged")
    clips = GoldClip.objects.filter(video__in=forged)
    assert [clip.added_by for clip in clips] == [bob, bob]
    assert not QueueEntry.objects.filter(video__in=forged, purpose="annotate").exists()


@pytest.mark.parametrize(("name", "words"), [("nobody", "There is no account nobody"), ("alice", "role")])
def test_only_a_judge_adds_gold_clips(
    name: str, words: str, project: Project, alice: User, quick: list[ForgeTask], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=words):
        forge(small_clip(), out=tmp_path, take_in=True, gold_clips_by=name)
    assert not quick


def test_a_second_import_changes_nothing(project: Project, quick: list[ForgeTask], tmp_path: Path) -> None:
    real_video(project)
    forge(out=tmp_path, recipe=["blur"], take_in=True)
    text, _ = forge(out=tmp_path, recipe=["blur"], take_in=True)
    assert "0 made, 1 were there, 0 skipped, 0 failed, 0 taken in with gold" in text
    assert (Video.objects.count(), Gold.objects.count()) == (2, 1)


def test_an_import_that_was_interrupted_goes_on(
    project: Project, quick: list[ForgeTask], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Killed after the file was taken in, before it was ready: no second video, and gold in the end."""

    def dies(job: object) -> None:
        raise KeyboardInterrupt

    real_video(project)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_ingest", dies)
        with pytest.raises(CommandError, match="Interrupted"):
            forge(out=tmp_path, recipe=["blur"], take_in=True)
    text, _ = forge(out=tmp_path, recipe=["blur"], take_in=True)
    assert "1 taken in with gold" in text
    assert (Video.objects.count(), Gold.objects.count()) == (2, 1)


def test_the_same_bytes_twice_are_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def same(*, task: ForgeTask, out: Path) -> Truth:
        out.write_bytes(small_clip().read_bytes())
        return truth_of(task)

    real_video(project)
    monkeypatch.setattr(runs, "clip_forge", same)
    text, _ = forge(out=tmp_path, recipe=["blur"], take_in=True)
    assert "1 made, 0 were there, 1 skipped, 0 failed, 0 taken in with gold" in text
    assert "These very bytes are in this project already. (video_duplicate)" in text


def test_without_out_it_writes_to_the_data_folder(project: Project, quick: list[ForgeTask]) -> None:
    real_video(project)
    forge(recipe=["blur"])
    assert len(list((django_settings.DATA_DIR / "forged").glob("*.json"))) == 1
