"""The picture of a single frame: lossless, in the right colours, in the format that was asked for."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import Interpolation
from numpy.typing import NDArray
from PIL import Image

from annotations.frames import FrameTable
from annotations.media import MediaLimits, decode_frame, media_inspect
from annotations.media.errors import MediaFrameMissingError
from tests.media import ClipSpec, clip, run_ffmpeg

BARS_PX, BARS = (336, 192), 7
KR_KB = {"bt709": (0.2126, 0.0722), "smpte170m": (0.299, 0.114)}
COLOUR_TOLERANCE = 4

TAGGED_709 = "colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
TAGGED_601 = "colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m:range=tv"


def bars(folder: Path, tags: str) -> Path:
    """Flat colour bars, nearly lossless, tagged as `tags` says or not at all."""
    path = folder / "bars.mp4"
    source = f"smptebars=size={BARS_PX[0]}x{BARS_PX[1]}:rate=24"
    x264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-qp", "1", "-frames:v", "3")
    run_ffmpeg("-f", "lavfi", "-i", source, "-vf", f"setparams={tags}", *x264, path)
    return path


def stored_bars(path: Path) -> NDArray[np.float64]:
    """Y, Cb, Cr in the middle of each bar, as stored: shape (7, 3)."""
    with av.open(str(path)) as container:
        planes = np.asarray(next(container.decode(video=0)).to_ndarray(format="yuv420p"), dtype=np.float64)
    width, height = BARS_PX
    luma, chroma = planes[:height], planes[height:].reshape(2, height // 2, width // 2)
    middles = [int((bar + 0.5) * width / BARS) for bar in range(BARS)]
    return np.array([[luma[40, x], chroma[0, 20, x // 2], chroma[1, 20, x // 2]] for x in middles])


def expected_rgb(stored: NDArray[np.float64], matrix: str, *, full_range: bool) -> NDArray[np.float64]:
    """R, G, B by the definition of the matrix (ITU-T H.273), from bytes."""
    kr, kb = KR_KB[matrix]
    low, luma_steps, chroma_steps = (0, 255, 255) if full_range else (16, 219, 224)
    luma = (stored[:, 0] - low) / luma_steps
    blue, red = (stored[:, 1] - 128) / chroma_steps, (stored[:, 2] - 128) / chroma_steps
    r, b = luma + 2 * (1 - kr) * red, luma + 2 * (1 - kb) * blue
    return np.clip(np.stack([r, (luma - kr * r - kb * b) / (1 - kr - kb), b], axis=1) * 255, 0, 255)


def picture(path: Path, folder: Path, image_format: str, frame: int = 0) -> Image.Image:
    table = media_inspect(path, folder, MediaLimits()).table
    return Image.open(io.BytesIO(decode_frame(path, table, frame, MediaLimits(), image_format)))


@pytest.mark.parametrize(
    ("tags", "matrix", "full_range"),
    [
        (TAGGED_709, "bt709", False),
        (TAGGED_601, "smpte170m", False),
        (TAGGED_709.replace("range=tv", "range=pc"), "bt709", True),
        ("colorspace=unknown:range=unknown", "bt709", False),
        ("colorspace=unknown:range=pc", "smpte170m", True),
    ],
)
def test_colours(tmp_path: Path, tags: str, matrix: str, full_range: bool) -> None:
    path = bars(tmp_path, tags)
    rgb = np.array(picture(path, tmp_path, "png"), dtype=np.float64)
    middles = [int((bar + 0.5) * BARS_PX[0] / BARS) for bar in range(BARS)]

    expected = expected_rgb(stored_bars(path), matrix, full_range=full_range)
    assert np.abs(rgb[40, middles] - expected).max() <= COLOUR_TOLERANCE


def test_png_is_the_decoded_picture_to_the_bit(tmp_path: Path) -> None:
    path = clip("fps_24")
    with av.open(str(path)) as container:
        frame = list(container.decode(video=0))[17]
        exact = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
        stored = frame.to_ndarray(
            format="rgb24", interpolation=exact, src_colorspace="ITU709", src_color_range="MPEG"
        )

    assert np.array_equal(np.array(picture(path, tmp_path, "png", 17)), stored)


@pytest.mark.parametrize(("image_format", "named"), [("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP")])
def test_formats(tmp_path: Path, image_format: str, named: str) -> None:
    image = picture(clip("odd_size"), tmp_path, image_format, 5)
    exact = np.array(picture(clip("odd_size"), tmp_path, "png", 5), dtype=np.float64)

    assert image.format == named
    assert image.size == (321, 181)
    assert np.abs(np.array(image.convert("RGB"), dtype=np.float64) - exact).mean() < 6


def test_never_a_neighbour(tmp_path: Path) -> None:
    table = media_inspect(clip("fps_24"), tmp_path, MediaLimits()).table
    shifted = FrameTable(
        table.time_base, tuple(pts + 1 for pts in table.pts), table.end_pts + 1, table.key_frames
    )

    with pytest.raises(MediaFrameMissingError):
        decode_frame(clip("fps_24"), shifted, 7, MediaLimits())


def test_a_key_frame_that_is_none_still_gives_the_frame(tmp_path: Path) -> None:
    table = media_inspect(clip("fps_25"), tmp_path, MediaLimits()).table
    wrong = FrameTable(table.time_base, table.pts, table.end_pts, tuple(range(table.frame_count)))

    right = decode_frame(clip("fps_25"), table, 29, MediaLimits())
    assert decode_frame(clip("fps_25"), wrong, 29, MediaLimits()) == right


def test_a_4k_picture_passes_the_limits(tmp_path: Path) -> None:
    spec = ClipSpec(
        size=(3840, 2160), frames=12, noise=0, encoder=("-pix_fmt", "yuv420p", "-preset", "ultrafast")
    )

    assert picture(clip("four_k", spec), tmp_path, "png", 11).size == (3840, 2160)
