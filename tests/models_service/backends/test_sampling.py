"""One sampler: exactly the frames it names, upright, and their true times, up to the words of the prompt."""

import re
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from annotations.frames import FrameTable
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.backends.inputs import Sample, processor_inputs
from models_service.backends.sampling import clip_sample, frames_chosen, video_metadata
from models_service.conversion import frame_seconds
from models_service.errors import ClipUnreadableError
from tests.media import read_code
from tests.models_service.clips import LIMITS, clip_input

CLIPS = ["fps_24", "fps_29_97", "variable_30_15", "dropped_ticks", "jitter", "empty_edit", "no_edit_list"]
OPTIONS = SuggestOptions(fps=4, visual_budget=4096)


@pytest.mark.parametrize("name", [*CLIPS, "rotation_90", "skip_edit", "open_gop"])
def test_it_delivers_the_frames_it_names_upright(name: str) -> None:
    clip = clip_input(name)
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    shown = [read_code(picture) for picture in sampled.pictures]
    first = shown[0] - sampled.frame_numbers[0]
    assert shown == [number + first for number in sampled.frame_numbers]
    assert sampled.pictures.shape[1:] == (clip.height, clip.width, 3)
    assert sampled.seconds == tuple(frame_seconds(clip.frames, number) for number in sampled.frame_numbers)


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("kind", ["video_llama_3", "qwen3_vl"])
def test_the_prompt_tells_the_times_of_the_frame_table(kind: str, name: str, models_dir: Path) -> None:
    text, sampled = _prompt(kind, clip_input(name), models_dir)
    seconds = list(sampled.seconds)
    if kind == "qwen3_vl":  # two frames share a patch, and their mean is told
        seconds += seconds[-1:] * (len(seconds) % 2)
        seconds = [sum(pair) / 2 for pair in zip(seconds[::2], seconds[1::2], strict=True)]
        told = re.findall(r"<(\d+\.\d) seconds>", text)
    else:
        told = re.findall(r"Time (\d+\.\d)s:", text)
    assert told == [f"{second:.1f}" for second in seconds]


@pytest.mark.parametrize("name", ["fps_24", "variable_30_15", "empty_edit"])
def test_qwen2_5_is_told_how_far_its_patches_are_apart(name: str, models_dir: Path) -> None:
    clip = clip_input(name)
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    processor = _processor("qwen2_5_vl", models_dir)
    inputs = processor_inputs(processor, "qwen2_5_vl", [Sample(clip, sampled, "?")], OPTIONS.visual_budget)
    duration = clip.frames.duration_us / 1_000_000
    expected = 2 * duration / len(sampled.frame_numbers)
    assert float(inputs["second_per_grid_ts"][0]) == pytest.approx(expected, abs=1e-4)


def test_a_rate_above_the_clips_own_takes_every_frame_once() -> None:
    table = FrameTable(Fraction(1, 10), tuple(range(10)), 10, (0,))
    assert frames_chosen(table, 30, 180) == tuple(range(10))
    assert frames_chosen(table, 2, 180) == (0, 5)
    assert frames_chosen(table, 10, 4) == (0, 2, 5, 7)
    assert frames_chosen(table, 0.01, 180) == (0,)


def test_pictures_are_no_larger_than_the_budget_asks_for() -> None:
    sampled = clip_sample(clip_input(), SuggestOptions(fps=4, visual_budget=64), LIMITS)
    assert sampled.pictures[0].shape[0] * sampled.pictures[0].shape[1] <= 64 * 28 * 28


def test_the_same_clip_is_decoded_once() -> None:
    assert clip_sample(clip_input(), OPTIONS, LIMITS) is clip_sample(clip_input(), OPTIONS, LIMITS)


def test_a_broken_file_is_the_clips_fault(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 5000)
    clip = clip_input()
    with pytest.raises(ClipUnreadableError):
        clip_sample(ClipInput(broken, "0" * 64, clip.width, clip.height, clip.frames), OPTIONS, LIMITS)


def test_a_variable_rate_is_told_in_ticks() -> None:
    clip = clip_input("variable_30_15")
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    told = video_metadata(clip, sampled)
    assert [index / told["fps"] for index in told["frames_indices"]] == pytest.approx(list(sampled.seconds))


def _prompt(kind: str, clip: ClipInput, models_dir: Path) -> tuple[str, Any]:
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    processor = _processor(kind, models_dir)
    inputs = processor_inputs(processor, kind, [Sample(clip, sampled, "?")], OPTIONS.visual_budget)
    return processor.tokenizer.decode(inputs["input_ids"][0]), sampled


def _processor(kind: str, models_dir: Path) -> Any:
    return import_module("transformers").AutoProcessor.from_pretrained(
        models_dir / kind, local_files_only=True
    )
