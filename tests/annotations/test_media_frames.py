"""Frame identity on the server: table, full decode and the single frame of the API are the same frame."""

import io
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from annotations.frames import FrameOutOfRangeError
from annotations.media import MediaFacts, MediaLimits, decode_frame, media_inspect
from tests.hostile_media import lying_duration, trimmed
from tests.media import CLIP_MATRIX, ClipSpec, clip, read_code

PROBES_PER_CLIP = 3
ROTATED = {0: 0, 90: 3, 180: 2, 270: 1}  # anticlockwise quarter turns that make the stored picture upright

Decoded = list[tuple[int, bool, NDArray[np.uint8]]]


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MediaFacts]:
    """The facts of clips looked at so far in this module."""
    return {}


@pytest.fixture(params=CLIP_MATRIX)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def spec(name: str) -> ClipSpec:
    return CLIP_MATRIX[name]


@pytest.fixture
def facts(
    name: str, inspected: dict[str, MediaFacts], tmp_path_factory: pytest.TempPathFactory
) -> MediaFacts:
    if name not in inspected:
        inspected[name] = media_inspect(clip(name), tmp_path_factory.mktemp(name), MediaLimits())
    return inspected[name]


def full_decode(path: Path) -> tuple[Fraction, list[int], list[NDArray[np.uint8]]]:
    """Return time base, times and stored pictures as the decoder gives them, with nothing of ours."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        pictures = [np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8) for frame in frames]
        time_base = container.streams.video[0].time_base
    assert time_base is not None
    return time_base, [frame.pts for frame in frames if frame.pts is not None], pictures


def picture_of(content: bytes) -> NDArray[np.uint8]:
    return np.array(Image.open(io.BytesIO(content)).convert("RGB"))


def test_the_table_is_a_full_decode(name: str, facts: MediaFacts, spec: ClipSpec) -> None:
    time_base, pts, pictures = full_decode(clip(name))
    codes = [read_code(np.rot90(picture, ROTATED[facts.rotation])) for picture in pictures]

    assert facts.table.time_base == time_base
    assert list(facts.table.pts) == pts
    assert codes == list(range(spec.first_code, spec.first_code + spec.shown_frames))


def test_single_frames_are_the_frames_of_the_table(name: str, facts: MediaFacts, spec: ClipSpec) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - printed when the test fails
    chance = random.Random(seed)  # noqa: S311
    last = facts.table.frame_count - 1
    probes = {0, last} | {chance.randrange(last) for _ in range(PROBES_PER_CLIP - 2)}
    pictures = {
        frame: picture_of(decode_frame(clip(name), facts.table, frame, MediaLimits())) for frame in probes
    }

    codes = {frame: read_code(picture) for frame, picture in pictures.items()}
    assert codes == {frame: frame + spec.first_code for frame in probes}, f"seed {seed}"
    assert {picture.shape for picture in pictures.values()} == {(facts.height, facts.width, 3)}


@pytest.mark.full
def test_every_frame_of_every_clip(name: str, facts: MediaFacts, spec: ClipSpec) -> None:
    frames = range(facts.table.frame_count)
    codes = [
        read_code(picture_of(decode_frame(clip(name), facts.table, frame, MediaLimits()))) for frame in frames
    ]

    assert codes == [frame + spec.first_code for frame in frames]


def test_facts(name: str, facts: MediaFacts, spec: ClipSpec) -> None:
    assert (facts.width, facts.height) == spec.shown_size
    assert facts.rotation == spec.rotation
    assert facts.has_audio is spec.audio
    assert facts.codec == "h264"
    assert facts.flags == tuple(sorted(spec.flags))
    assert facts.is_variable_rate is spec.is_variable_rate
    if not spec.is_variable_rate:
        assert facts.frame_rate.ratio == spec.fps


def test_quarter_turns_swap_the_stored_size(facts: MediaFacts) -> None:
    stored = (facts.coded_width, facts.coded_height)
    shown = (facts.width, facts.height)

    assert shown == (stored[::-1] if facts.rotation in (90, 270) else stored)


def test_poster_and_filmstrip(facts: MediaFacts) -> None:
    layout = facts.filmstrip_layout
    with Image.open(facts.poster_path) as poster, Image.open(facts.filmstrip_path) as strip:
        assert poster.format == strip.format == "JPEG"
        assert abs(poster.width / poster.height - facts.width / facts.height) < 0.02
        assert strip.size == (layout.tile_width * len(layout.frames), layout.tile_height)
    assert list(layout.frames) == sorted(set(layout.frames))
    assert layout.frames[-1] < facts.table.frame_count


def test_durations(tmp_path: Path) -> None:
    facts = media_inspect(clip("empty_edit"), tmp_path, MediaLimits())

    assert facts.table.time_us_at(0) == 500_000
    assert facts.duration_us == 2_000_000


@pytest.mark.parametrize("first_frame", [5, 12, 20, 30])
def test_an_edit_list_that_leaves_out_whole_groups(tmp_path: Path, first_frame: int) -> None:
    path = trimmed(tmp_path, first_frame)
    facts = media_inspect(path, tmp_path, MediaLimits())
    _, pts, pictures = full_decode(path)

    assert list(facts.table.pts) == pts
    assert [read_code(picture) for picture in pictures] == list(range(first_frame, 48))
    assert facts.flags == ("edit_list",)
    for frame in (0, facts.table.frame_count - 1):
        content = decode_frame(path, facts.table, frame, MediaLimits())
        assert read_code(picture_of(content)) == frame + first_frame


def test_a_header_that_lies_about_the_duration_is_not_believed(tmp_path: Path) -> None:
    facts = media_inspect(lying_duration(tmp_path), tmp_path, MediaLimits())

    assert facts.table.frame_count == 48
    assert facts.duration_us == 2_000_000


@pytest.mark.parametrize("frame", [-1, 48])
def test_no_frame_outside_the_clip(tmp_path: Path, frame: int) -> None:
    facts = media_inspect(clip("fps_24"), tmp_path, MediaLimits())

    with pytest.raises(FrameOutOfRangeError):
        decode_frame(clip("fps_24"), facts.table, frame, MediaLimits())


def test_facts_survive_json(facts: MediaFacts) -> None:
    body: dict[str, Any] = facts.as_json()

    assert MediaFacts.from_json(body) == facts
