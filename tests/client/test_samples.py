"""Samples in the paper's template, and training files that the tools' own code reads."""

import json
from pathlib import Path
from typing import Any

import pytest

from deeptrace.errors import UsageError
from deeptrace.exports import export
from deeptrace.folder import ReleaseFolder, inside
from deeptrace.prompts import QUESTION, answer_of
from deeptrace.samples import TraceSamples, frames_chosen
from models_service.prompts import prompt_ablated
from tests.media import clip, read_code
from tests.rows import real_row, rows_file, trace_row, video_row

ANSWER = (
    "FAKE. The video is AI-generated. The unnatural part is at [85, 51, 286, 204] starting 0.5 seconds. "
    "The reason is because The hand melts into the cup."
)


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    """Two videos with media, one fake and one real; a row without media and one without a trace."""
    rows = [trace_row("clip-a"), trace_row("gone"), real_row("real-a"), video_row("clip-a")]
    rows += [trace_row("clip-a", split="val", faketrace_explanations="", faketrace_onset_seconds=1.26)]
    rows_file(tmp_path, rows)
    for name, source in (("videos/clip-a.mp4", "fps_24"), ("real_videos/real-a.mp4", "rotation_90")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(clip(source))
    return ReleaseFolder(tmp_path)


def test_question_and_answer_are_the_papers(folder: ReleaseFolder) -> None:
    assert prompt_ablated("none").question == QUESTION
    fake, _, real, nothing, late = map(answer_of, folder.rows())
    assert (fake, nothing) == (ANSWER, None)
    assert real == "REAL. The video is real. There is no unnatural part."
    assert late is not None
    assert late.endswith("starting 1.3 seconds.")


def test_a_sample_has_the_frames_on_screen_at_the_papers_rate(folder: ReleaseFolder) -> None:
    samples = TraceSamples(folder, "train")
    assert (len(samples), samples.left_out) == (2, 2)
    first = samples[0]
    assert first.frames.shape == (4, 180, 320, 3)
    assert first.seconds == (0.0, 0.5, 1.0, 1.5)
    assert [read_code(picture) for picture in first.frames] == [0, 12, 24, 36]
    assert (first.question, first.answer) == (QUESTION, ANSWER)
    assert read_code(samples[1].frames[0]) == 0
    with pytest.raises(IndexError):
        samples[2]


def test_frames_are_thinned_evenly_and_follow_their_own_times() -> None:
    assert frames_chosen([at / 24 for at in range(48)], 2, 180) == [0, 12, 24, 36]
    assert frames_chosen([0.0, 0.1, 2.0, 2.1], 2, 180) == [0, 1, 2]
    assert frames_chosen([at / 10 for at in range(100)], 10, 4) == [0, 33, 66, 99]
    assert frames_chosen([], 2, 4) == []


def test_pytorch_loads_them_in_batches(folder: ReleaseFolder) -> None:
    from torch.utils.data import DataLoader  # noqa: PLC0415 - heavy

    samples: Any = TraceSamples(folder, "train", transform=lambda sample: (len(sample.frames), sample.answer))
    (batch,) = DataLoader(samples, batch_size=2)
    assert batch[0].tolist() == [4, 4]
    assert batch[1][0] == ANSWER


@pytest.mark.parametrize("tool", ["llama-factory", "ms-swift"])
def test_marked_conversations_follow_their_documented_form(
    folder: ReleaseFolder, tmp_path: Path, tool: str
) -> None:
    out = tmp_path / "out"
    assert export(folder, tool, out) == {"train": 2, "val": 1, "test": 0}
    lines = [json.loads(line) for line in (out / "train.jsonl").read_text().splitlines()]
    for line in lines:
        assert set(line) == {"messages", "videos"}
        asked, answered = line["messages"]
        assert (asked["role"], answered["role"]) == ("user", "assistant")
        assert asked["content"].count("<video>") == len(line["videos"]) == 1
        assert Path(line["videos"][0]).is_file()
    assert lines[0]["messages"][1]["content"] == ANSWER
    assert (out / "dataset_info.json").exists() == (tool == "llama-factory")


def test_llama_factory_is_told_what_the_columns_are(folder: ReleaseFolder, tmp_path: Path) -> None:
    export(folder, "llama-factory", tmp_path / "out")
    described = json.loads((tmp_path / "out" / "dataset_info.json").read_text())
    assert set(described) == {"deeptrace_train", "deeptrace_val"}
    train = described["deeptrace_train"]
    assert train["formatting"] == "sharegpt"
    assert train["columns"] == {"messages": "messages", "videos": "videos"}
    assert train["tags"]["role_tag"] == "role"
    assert (tmp_path / "out" / train["file_name"]).is_file()


def test_an_unknown_tool_is_named(folder: ReleaseFolder, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="llama-factory"):
        export(folder, "axolotl", tmp_path / "out")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:\\x", "..\\x", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        inside(tmp_path, name)
