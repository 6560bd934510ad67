"""Training files for fine-tuning tools: one conversation for each row, in each tool's documented format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from deeptrace.errors import UsageError
from deeptrace.folder import ReleaseFolder
from deeptrace.prompts import QUESTION, VIDEO_MARK, answer_of
from deeptrace.rows import Row

Conversation = dict[str, Any]
SPLITS = ("train", "val", "test")


def marked(media: str, question: str, answer: str) -> Conversation:
    """Messages with a mark where the video goes, and the videos beside them: LLaMA-Factory and ms-swift.

    Sources: LLaMA-Factory data/README (sharegpt, `videos`), ms-swift Custom-dataset (multimodal).
    """
    return {
        "messages": [
            {"role": "user", "content": f"{VIDEO_MARK} {question}"},
            {"role": "assistant", "content": answer},
        ],
        "videos": [media],
    }


def in_parts(media: str, question: str, answer: str) -> Conversation:
    """Prompt and completion as lists of typed parts, which processors' chat templates read: TRL.

    Source: TRL's dataset formats (conversational prompt-completion, content in parts).
    """
    asked = [{"type": "video", "video": media}, {"type": "text", "text": question}]
    return {
        "prompt": [{"role": "user", "content": asked}],
        "completion": [{"role": "assistant", "content": [{"type": "text", "text": answer}]}],
    }


FORMATS: dict[str, Callable[[str, str, str], Conversation]] = {
    "llama-factory": marked,
    "ms-swift": marked,
    "trl": in_parts,
}


def export(folder: ReleaseFolder, tool: str, out: str | Path, *, question: str = QUESTION) -> dict[str, int]:
    """Write `train.jsonl`, `val.jsonl` and `test.jsonl` for a tool (a key of FORMATS); rows by split.

    Media are named by absolute path; rows without media here, without a split, or without an answer are left
    out. LLaMA-Factory's `dataset_info.json` is written beside them.
    """
    if tool not in FORMATS:
        raise UsageError(f"There is no format {tool!r}. There are: {', '.join(FORMATS)}.")
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    counts = {split: _split_write(folder, tool, split, question, target) for split in SPLITS}
    if tool == "llama-factory":
        written = {f"deeptrace_{split}": _described(split) for split in SPLITS if counts[split]}
        (target / "dataset_info.json").write_text(json.dumps(written, indent=2) + "\n")
    return counts


def conversations(
    folder: ReleaseFolder, tool: str, split: str, question: str = QUESTION
) -> Iterator[Conversation]:
    """The conversations of one split, in the order of the rows."""
    for row in folder.rows(split):
        media, answer = _media(folder, row), answer_of(row)
        if media is not None and answer is not None:
            yield FORMATS[tool](media, question, answer)


def _split_write(folder: ReleaseFolder, tool: str, split: str, question: str, target: Path) -> int:
    path, count = target / f"{split}.jsonl", 0
    with path.open("w", encoding="utf-8") as lines:
        for conversation in conversations(folder, tool, split, question):
            lines.write(json.dumps(conversation, ensure_ascii=False) + "\n")
            count += 1
    if not count:
        path.unlink()
    return count


def _media(folder: ReleaseFolder, row: Row) -> str | None:
    path = folder.media_path(row)
    return str(path.resolve()) if path.is_file() else None


def _described(split: str) -> dict[str, Any]:
    return {
        "file_name": f"{split}.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "messages", "videos": "videos"},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
        },
    }
