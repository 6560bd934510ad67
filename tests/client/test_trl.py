"""TRL's own code reads the conversations: loaded by `datasets`, rendered by a chat template, tokenised."""

from pathlib import Path
from typing import Any

import pytest

from deeptrace.exports import export
from deeptrace.folder import ReleaseFolder
from models_service.backends.tv_compat import ensure_torchvision
from tests.media import clip
from tests.models_service.tiny import USER_TURN, tokenizer_make
from tests.rows import real_row, rows_file, trace_row


@pytest.fixture
def conversations(tmp_path: Path) -> Any:
    """What `datasets` makes of the file."""
    import datasets  # noqa: PLC0415 - heavy

    rows_file(tmp_path, [trace_row("clip-a"), real_row("real-a")])
    for name in ("videos/clip-a.mp4", "real_videos/real-a.mp4"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).symlink_to(clip("fps_24"))
    export(ReleaseFolder(tmp_path), "trl", tmp_path / "out")
    lines = str(tmp_path / "out" / "train.jsonl")
    return datasets.load_dataset("json", data_files=lines, split="train", cache_dir=str(tmp_path / "cache"))


@pytest.mark.filterwarnings("ignore")
def test_trl_knows_the_form_and_renders_it(conversations: Any) -> None:
    ensure_torchvision()
    from trl.data_utils import apply_chat_template, is_conversational  # noqa: PLC0415 - heavy

    tokenizer = tokenizer_make()
    tokenizer.chat_template = USER_TURN
    assert conversations.column_names == ["prompt", "completion"]
    for row, verdict in zip(conversations, ("FAKE.", "REAL."), strict=True):
        assert is_conversational(row)
        rendered = apply_chat_template(row, tokenizer)
        assert rendered["prompt"].startswith("<|im_start|>user\nVIDEODecide whether the video")
        assert rendered["completion"].startswith(verdict)
        assert tokenizer(rendered["prompt"] + rendered["completion"])["input_ids"]
