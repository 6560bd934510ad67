"""A model learns four clips by heart; a killed run ends as an uninterrupted one; test videos stay out."""

import json
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from models_service.training.checkpoints import checkpoint_newest
from models_service.training.config import ModelFiles, RunFolder, TrainingConfig
from models_service.training.launch import CONCLUDE, FIT, fit_command, program
from models_service.training.progress import steps_read
from models_service.training.samples import (
    TEST,
    TRAIN,
    SplitLeakError,
    samples_write,
    splits_check,
    training_check,
)
from tests.models_service.training.learning import (
    KINDS,
    exact,
    losses,
    program_run,
    program_start,
    run_make,
    scene_sample,
    scenes,
)

STEPS, SAVED_AT, KILLED_AFTER, HALF_WRITTEN = 16, 6, 9, "checkpoint-15"
WARM_STEPS, TABLE_STEPS = 60, 140
LOSS_OF_CHANCE = 5  # near the logarithm of the vocabulary
_clock = threading.Event()  # never set: waiting for it is how time passes


def tiny(backend: str) -> ModelFiles:
    return ModelFiles(backend, KINDS[backend])


def wait_for_step(folder: RunFolder, step: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(6000):
        if len(steps_read(folder)) >= step:
            return
        assert child.poll() is None, folder.log.read_text()[-4000:]
        _clock.wait(0.02)
    raise TimeoutError(folder.log.read_text()[-4000:])


@pytest.mark.full
def test_killed_and_taken_up_again_it_learns_the_same(tmp_path: Path, models_dir: Path) -> None:
    """The losses of 16 steps with `kill -9` after 9 and a half-written checkpoint are those of 16 at once."""
    settings: dict[str, Any] = {"max_steps": STEPS, "save_steps": SAVED_AT, "sample_count": 1}
    whole = run_make(tmp_path / "whole", models_dir, tiny("videollama3"), **settings)
    program_run(FIT, whole)
    killed = run_make(tmp_path / "killed", models_dir, tiny("videollama3"), **settings)
    with program_start(FIT, killed) as child:
        wait_for_step(killed, KILLED_AFTER, child)
        os.killpg(child.pid, signal.SIGKILL)
    (killed.checkpoints / HALF_WRITTEN).mkdir()
    program_run(FIT, killed)
    assert not (killed.checkpoints / HALF_WRITTEN).exists()
    assert [row["step"] for row in steps_read(killed)] == list(range(1, STEPS + 1))
    assert losses(killed) == pytest.approx(losses(whole), abs=1e-4)
    assert losses(whole)[0] > LOSS_OF_CHANCE
    assert losses(whole)[-1] < losses(whole)[0] - 2
    assert (killed.trained / "model.safetensors").is_file()
    assert not list(killed.trained.glob("*.bin"))
    (answer,) = json.loads(killed.answers.read_text())
    assert answer["expected"].startswith(
        "FAKE. The video is AI-generated. The unnatural part is at [10, 12, 70, 52]"
    )


def test_the_newest_checkpoint_is_the_newest_whole_one(tmp_path: Path) -> None:
    run = tmp_path / "run"
    for name, text in (
        ("checkpoint-8", "{}"),
        ("checkpoint-16", '{"global_step": 16'),
        ("checkpoint-24", None),
    ):
        (run / name).mkdir(parents=True)
        if text is not None:
            (run / name / "trainer_state.json").write_text(text)
    assert checkpoint_newest(run) == run / "checkpoint-8"
    assert [path.name for path in run.iterdir()] == ["checkpoint-8"]
    assert checkpoint_newest(tmp_path / "none") is None


def test_test_videos_never_enter_training(tmp_path: Path, models_dir: Path) -> None:
    with pytest.raises(SplitLeakError):
        training_check([*scenes(), scene_sample("fake-1", TEST)])
    with pytest.raises(SplitLeakError):  # the same bytes under another name
        splits_check([scene_sample("fake-1"), scene_sample("fake-1", TEST)])


@pytest.mark.full
def test_the_program_itself_refuses_test_videos(tmp_path: Path, models_dir: Path) -> None:
    folder = run_make(tmp_path / "run", models_dir, tiny("videollama3"), max_steps=1)
    samples_write(folder.samples(TRAIN), [*scenes(), scene_sample("fake-2", TEST)])
    with program_start(FIT, folder) as child:
        assert child.wait(600) != 0
    assert "SplitLeakError" in folder.log.read_text()
    assert not steps_read(folder)


@pytest.mark.full
def test_two_processes_share_a_step(tmp_path: Path, models_dir: Path) -> None:
    """Two clips in each of two processes give the first loss that four clips in one process give."""
    one = run_make(tmp_path / "one", models_dir, tiny("videollama3"), method="lora", max_steps=1)
    program_run(FIT, one)
    shared: dict[str, Any] = {"method": "lora", "max_steps": 1, "batch_size": 2, "processes": 2}
    two = run_make(tmp_path / "two", models_dir, tiny("videollama3"), **shared)
    command = fit_command(two, TrainingConfig.from_json(json.loads(two.config.read_text())).settings)
    with program(command, two.log) as child:
        assert child.wait(600) == 0, two.log.read_text()[-4000:]
    assert losses(two) == pytest.approx(losses(one), abs=1e-4)
    assert (two.trained / "adapter_model.safetensors").is_file()


@pytest.mark.full
@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("backend", ["videollama3", "qwen_vl"])
def test_four_clips_by_heart(tmp_path: Path, models_dir: Path, backend: str, method: str) -> None:
    """Four of four answers word for word; merged and reloaded by the back end, P(FAKE) on the right side."""
    base = tiny(backend)
    if method == "lora":
        warm = run_make(
            models_dir / "warm" / backend, models_dir, base, max_steps=WARM_STEPS, save_steps=1000
        )
        program_run(FIT, warm)
        base = ModelFiles(backend, f"warm/{backend}/trained")
    settings: dict[str, Any] = {"max_steps": TABLE_STEPS, "save_steps": TABLE_STEPS}
    folder = run_make(models_dir / f"{backend}-{method}", models_dir, base, method=method, **settings)
    program_run(FIT, folder)
    assert exact(json.loads(folder.answers.read_text())) == 4
    program_run(CONCLUDE, folder)
    lines = [json.loads(line) for line in folder.predictions("candidate").read_text().splitlines()]
    told = {line["video_id"]: line for line in lines}
    assert {name: line["predicted_label"] for name, line in told.items()} == {
        name: name.partition("-")[0].upper() for name in told
    }
    assert told["fake-1"]["bbox"] == [10, 12, 70, 52]
    print(
        backend, method, losses(folder)[-1], {name: line["fake_probability"] for name, line in told.items()}
    )
