"""Import (metadata only) and export of a file of the released shape: 7,652 rows, 4,334 traces, 3,318 real videos."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TRACES, FAKES, REALS = 4_334, 3_318, 3_318
SOURCES = ["Kling 1.0", "Sora", "Pika 1.5", "Kling 1.5", "MiniMax-Video-01", "Mochi 1", "Gen-3"]
TAGS = ["shape distortion", "weird motion", "object merging", "sudden blurring", "light effects", "Extra Object"]
WORDS = "the hand melts into cup while a man walks past blue car and his leg bends like rubber".split()


def rows_of_released_shape(seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows as released, in a shuffled order, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    counts = [1] * FAKES
    for _ in range(TRACES - FAKES):
        counts[chance.randrange(FAKES)] += 1
    rows = [row for number, count in enumerate(counts) for row in _fake(chance, number, count)]
    rows += [_video(chance, f"real_{number:05d}", "real_video") | _NO_TRACE for number in range(REALS)]
    chance.shuffle(rows)
    yield from rows


def file_of_released_shape(path: Path, seed: int = 1) -> Path:
    """Write such a file as one JSON array."""
    path.write_text(json.dumps(list(rows_of_released_shape(seed)), ensure_ascii=False), encoding="utf-8")
    return path


_NO_TRACE: dict[str, Any] = {
    "faketrace_first_frame": None,
    "faketrace_last_frame": None,
    "faketrace_duration": None,
    "faketrace_bbox": None,
    "faketrace_check_applies": [],
    "faketrace_explanations": None,
}


def _fake(chance: random.Random, number: int, count: int) -> Iterator[dict[str, Any]]:
    video = _video(chance, f"fake_{number:05d}", "fake_video")
    for _ in range(count):
        first = chance.randrange(video["video_frame_count"] - 1)
        last = chance.randrange(first, video["video_frame_count"])
        left, top = chance.randrange(600), chance.randrange(300)
        yield video | {
            "faketrace_first_frame": first,
            "faketrace_last_frame": last,
            "faketrace_duration": (last - first + 1) / video["video_frame_rate"],
            "faketrace_bbox": {"left": left, "top": top, "width": 600, "height": 400},
            "faketrace_check_applies": chance.sample(TAGS, 2) if chance.random() < 0.609 else [],
            "faketrace_explanations": _text(chance, 40) if chance.random() < 0.627 else "",
            "annotation_id": f"{chance.getrandbits(64):016x}",
        }


def _video(chance: random.Random, name: str, kind: str) -> dict[str, Any]:
    rate = chance.choice([24.0, 30.0, 29.97, 25.0])
    frames = chance.randrange(100, 320)
    folder = "videos" if kind == "fake_video" else "real_videos"
    return {
        "video_id": name,
        "video_path": f"{folder}/{name}.mp4",
        "video_type": kind,
        "video_source": chance.choice(SOURCES),
        "split": chance.choices(["train", "val", "test"], [8, 1, 1])[0],
        "video_prompt": _text(chance, 60),
        "video_mime_type": "video/mp4",
        "video_width": 1280,
        "video_height": 720,
        "video_frame_rate": rate,
        "video_frame_count": frames,
        "video_duration": round(frames / rate, 3),
    }


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))
