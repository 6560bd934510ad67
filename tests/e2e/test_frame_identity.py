"""Promise 1: canvas, REST picture, decoder and frame table show the same frame.

Every clip of the matrix is annotated in a real Chromium; random frames are gone to, and the number that is
burnt into the picture is read from the canvas, from `frames/{n}.png` and from a plain decode of the file.
"""

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Studio, sign_in
from tests.e2e.hands import painted_row
from tests.e2e.server import ApiSession
from tests.media import CLIP_MATRIX, clip, read_code

pytestmark = pytest.mark.e2e

SEED = 20261122


@pytest.mark.parametrize("count", [4, pytest.param(40, marks=pytest.mark.full)])
def test_every_way_to_a_frame_shows_the_same_frame(
    whole_browser: Browser, studio: Studio, count: int, record_property: Any
) -> None:
    print(f"seed {SEED}, {count} probes a clip")
    videos = _upload_all(studio)
    person = studio.person("annotator")
    api = studio.session(person)
    page = whole_browser.new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, studio.platform, person)
    probes = 0
    for _ in videos:
        probes += _probe_next_video(page, studio, api, videos, count)
    page.close()
    record_property("probes", probes)
    assert probes >= len(CLIP_MATRIX) * min(count, 4)


def _upload_all(studio: Studio) -> dict[str, str]:
    videos = {studio.upload(clip(name)): name for name in CLIP_MATRIX}
    for video in videos:
        studio.wait_ready(video)
    return videos


def _probe_next_video(page: Page, studio: Studio, api: ApiSession, videos: dict[str, str], count: int) -> int:
    claimed = api.post("queue/next/", {"project": studio.slug})
    video, annotation = claimed["video"]["id"], claimed["annotation"]["id"]
    name = videos[video]
    table = api.get(f"videos/{video}/frames/")
    decoded = dict(_decoded_codes(clip(name)))
    page.goto(f"{studio.platform.url}/work/{annotation}")
    page.locator('[data-testid="stage"] canvas[data-painted-frame="0"]').wait_for()
    chosen = random.Random(f"{SEED} {name}")  # noqa: S311
    frames = [0, table["frame_count"] - 1]
    frames += [chosen.randrange(table["frame_count"]) for _ in range(count - len(frames))]
    for frame in frames:
        truth = frame + CLIP_MATRIX[name].first_code
        where = f"{name}, frame {frame}"
        assert decoded[table["pts"][frame]] == truth, where
        assert read_code(_png(api, video, frame)) == truth, where
        assert read_code(painted_row(page, frame)) == truth, where
    assert len(decoded) == table["frame_count"], name
    api.post(f"assignments/{claimed['assignment']['id']}/skip/", {"reason": "other"}, status=204)
    return len(frames)


def _decoded_codes(path: Path) -> Iterator[tuple[int, int]]:
    """(pts, code) of every frame that a plain decode shows; the code is read from the upright picture."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            picture = frame.to_ndarray(format="rgb24").astype(np.uint8)
            upright = np.rot90(picture, k=round(frame.rotation / 90))
            assert frame.pts is not None
            yield frame.pts, read_code(upright)


def _png(api: ApiSession, video: str, frame: int) -> NDArray[np.uint8]:
    answer = api.call("GET", f"videos/{video}/frames/{frame}.png")
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))
