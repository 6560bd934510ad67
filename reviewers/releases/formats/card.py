"""`README.md`: the dataset card. Its front matter makes `datasets.load_dataset(folder)` find the splits.

Source: the dataset cards of the Hugging Face Hub (YAML front matter with `configs:`, whose `data_files` name
a split and a path each; hf.co/docs/hub/datasets-manual-configuration). A text is written as a JSON string,
which is YAML too.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from reviewers.releases.formats.base import CARD, SPLIT_FILES, FileFacts, ReleaseFacts
from reviewers.releases.formats.describing import Tally
from reviewers.releases.formats.files import OutFile

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST = "1M<n<10M"
ABOUT = {
    "all_data.json": "one row per trace of a generated video, one per real video: the benchmark's own format",
    "traces.jsonl": "every trace with all its keyframes, where it came from and who saw it",
    "traces.parquet": "the traces as typed columns",
    "train.parquet": "the rows of the training split, typed; rows without a split are here",
    "val.parquet": "the rows of the validation split, typed",
    "test.parquet": "the rows of the test split, typed",
    "predictions.jsonl": "what the project's model says about these videos",
    "coco.json": "videos, images, tracks and boxes in the style of COCO",
    "cvat.xml": "the traces as tracks, CVAT for video 1.1",
    "croissant.json": "this dataset described for machines (MLCommons Croissant)",
    "media.txt": "links to the media with their SHA-256",
    "media.zip": "the media",
    "manifest.json": "what was selected, by which policies, with the SHA-256 of every file and video",
}


def card_write(folder: Path, facts: ReleaseFacts, tally: Tally, files: Mapping[str, FileFacts]) -> FileFacts:
    """Write the card; `files` are all files of the release but the descriptions."""
    file = OutFile(folder / CARD)
    file.write((_front_matter(facts, tally) + _body(facts, tally, files)).encode(errors="replace"))
    return file.close()


def _front_matter(facts: ReleaseFacts, tally: Tally) -> str:
    lines = ["---", f"pretty_name: {_text(facts.project.name)}", "license: other"]
    lines += ["task_categories:", "- video-classification", "tags:", "- video", "- deepfake-detection"]
    lines += ["size_categories:", f"- {_size(tally.rows.total())}"]
    splits = [name for name in SPLIT_FILES if tally.rows[name]]
    if splits:
        lines += ["configs:", "- config_name: default", "  data_files:"]
        for split in splits:
            lines += [f"  - split: {split}", f"    path: {SPLIT_FILES[split]}"]
    return "\n".join([*lines, "---", "", ""])


def _body(facts: ReleaseFacts, tally: Tally, files: Mapping[str, FileFacts]) -> str:
    head = f"""# {_line(facts.project.name)}

{tally.videos} videos with {tally.traces} traces: places and times at which a person can tell that a video is
generated, with a box, a first and a last frame, categories and an explanation each.
Release: `{facts.release or "none"}`. Boxes in the rows: `{facts.bbox}`. Frames in the rows count from
{facts.frame_base}; in every other file from 0.

```python
import datasets

splits = datasets.load_dataset("path/to/this/folder")
```

"""
    parts = [
        _table("Videos by kind", tally.kinds),
        _table("Videos by split", tally.splits),
        _table("Videos by source", tally.sources),
        _table("Traces by category (one may have several)", _named(facts, tally.categories)),
        _table("Videos by licence, as it was given for each video", tally.licences),
        _files(files),
    ]
    return head + "\n".join(parts)


def _named(facts: ReleaseFacts, counts: Mapping[str, int]) -> dict[str, int]:
    return {facts.categories.get(key, key): counts[key] for key in counts}


def _table(title: str, counts: Mapping[str, int]) -> str:
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [f"| {_cell(name)} | {count} |" for name, count in rows]
    return "\n".join([f"## {title}", "", "| | count |", "|---|---|", *lines, ""])


def _files(files: Mapping[str, FileFacts]) -> str:
    lines = [
        f"| {name} | {facts['bytes']} | `{facts['sha256']}` | {ABOUT.get(name, '')} |"
        for name, facts in sorted(files.items())
    ]
    return "\n".join(["## Files", "", "| file | bytes | SHA-256 | |", "|---|---|---|---|", *lines, ""])


def _size(rows: int) -> str:
    return next((name for limit, name in SIZES if rows < limit), LARGEST)


def _text(text: str) -> str:
    return json.dumps(text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
