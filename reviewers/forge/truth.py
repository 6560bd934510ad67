"""The truth about a forged clip, and its file: the same seed gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from annotations.errors import DeepTraceError
from annotations.frames import FrameSpan
from annotations.tracks import Keyframe, keyframes_check
from reviewers.forge.errors import TruthInvalidError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SourceClip:
    """What was forged: the clip's name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Truth:
    """One known artefact: when (both frames inclusive), where (exact on every frame), what, made how."""

    recipe: str
    category: str
    explanation: str
    span: FrameSpan
    keyframes: tuple[Keyframe, ...]
    strength: float
    seed: int
    attempt: int
    width: int
    height: int
    frame_count: int
    source: SourceClip

    def as_bytes(self) -> bytes:
        """The truth file: JSON with sorted keys."""
        body = {
            "format": FORMAT,
            "recipe": self.recipe,
            "category": self.category,
            "explanation": self.explanation,
            "onset_frame": self.span.onset_frame,
            "offset_frame": self.span.offset_frame,
            "keyframes": [keyframe.as_json() for keyframe in self.keyframes],
            "strength": self.strength,
            "seed": self.seed,
            "attempt": self.attempt,
            "width": self.width,
            "height": self.height,
            "frame_count": self.frame_count,
            "source": asdict(self.source),
        }
        return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read a truth file; raises TruthInvalidError."""
        try:
            return cls._from_body(json.loads(content))
        except (ValueError, KeyError, TypeError, RecursionError, DeepTraceError) as error:
            raise TruthInvalidError("This is not a truth file of forge_traces.") from error

    @classmethod
    def _from_body(cls, body: Mapping[str, Any]) -> Self:
        if body["format"] != FORMAT:
            raise TruthInvalidError("This truth file has another format.", format=body["format"])
        keyframes = tuple(Keyframe(**keyframe) for keyframe in body["keyframes"])
        keyframes_check(keyframes)
        plain = ("recipe", "category", "explanation", "strength", "seed", "attempt")
        return cls(
            **{name: body[name] for name in (*plain, "width", "height", "frame_count")},
            span=FrameSpan(body["onset_frame"], body["offset_frame"]),
            keyframes=keyframes,
            source=SourceClip(**body["source"]),
        )
