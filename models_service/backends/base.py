"""What every back end is given and gives back. Frames are the unit; seconds exist at a model's edge alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from annotations.frames import FrameTable
from annotations.media.limits import MediaLimits
from annotations.tracks import Keyframe

if TYPE_CHECKING:  # numpy is heavy and only computing needs it
    import numpy as np


@dataclass(frozen=True, slots=True)
class BackendConfig:
    """What every back end is made with: `backend_class(name)(config)`. Each takes from it what it needs.

    `folder` and `adapter` lie below `models_dir` (for the back end `openai`, `folder` is the served model's
    name). `version` is what results are labelled with; empty means that the back end finds one itself.
    """

    models_dir: Path = Path()
    folder: str = ""
    adapter: str = ""
    version: str = ""
    coordinates: str = "pixels_native"
    prompt_version: str = ""
    limits: MediaLimits = field(default_factory=MediaLimits)
    server_url: str = ""
    server_key: str = ""
    device_share: float = 1.0  # of a GPU's memory that this process may take


@dataclass(frozen=True, slots=True)
class ClipInput:
    """One clip as a model gets it. Sizes are those of the upright original picture, in pixels."""

    path: Path
    sha256: str
    width: int
    height: int
    frames: FrameTable


@dataclass(frozen=True, slots=True)
class SampledFrames:
    """Frames out of the one sampler: `pictures` is uint8 of shape [T, H, W, 3], RGB, upright.

    `frame_numbers` are indices into the clip's frame table, ascending; `seconds` are their presentation
    times less that of frame 0.
    """

    pictures: np.ndarray[Any, Any]
    frame_numbers: tuple[int, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SuggestOptions:
    """How a clip is looked at and how much is asked for."""

    fps: float = 2.0
    max_frames: int = 180
    visual_budget: int = 4096  # visual tokens (28 x 28 pixel patches) over the whole clip
    max_traces: int = 5
    temperature: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely the clip is generated: `p_fake` in 0..1, None where the back end never judges.

    `mass` is p(FAKE) + p(REAL) of the first answer token; little of it means an answer off the template.
    `logit` is that of FAKE less that of REAL, what calibration works on.
    """

    p_fake: float | None = None
    mass: float | None = None
    logit: float | None = None


@dataclass(frozen=True, slots=True)
class SuggestedTrace:
    """One proposed trace: frames are frame numbers, both included; keyframes in pixels of the original."""

    onset_frame: int
    offset_frame: int
    keyframes: tuple[Keyframe, ...]
    categories: tuple[str, ...] = ()
    explanation: str = ""
    score: float | None = None
    flags: tuple[str, ...] = ()  # for instance "offset_inferred", "box_clamped", "heuristic"


@dataclass(frozen=True, slots=True)
class SuggestionResult:
    """Everything a back end said about one clip; `raw_text` is kept for ever."""

    verdict: Verdict
    traces: tuple[SuggestedTrace, ...]
    raw_text: str
    parse_ok: bool
    prompt_version: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    marks: tuple[tuple[int, float], ...] = ()  # (frame number, strength): moments worth a look


@dataclass(frozen=True, slots=True)
class AnnotationText:
    """A person's answer in the training template: spans are [start, end) in characters of `text`.

    Parts: "verdict", "box", "time", "reason"; a part that the answer lacks has no span.
    """

    key: str
    text: str
    spans: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AgreementScore:
    """Log-probabilities (natural, summed over tokens) of one answer, by part, and those on a grey clip."""

    key: str
    logprob: dict[str, float]
    prior: dict[str, float]
    tokens: dict[str, int]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a back end could work now, found out cheaply and without loading a model."""

    ok: bool
    detail: str = ""
    device: str = ""


class SuggestionBackend(Protocol):
    """A machine annotator. Errors: BackendUnavailableError, ClipUnreadableError, OutOfMemoryError."""

    name: str
    version: str
    capabilities: frozenset[str]  # of "suggest", "verdict", "score", "train", "explain"

    def health(self) -> Health:
        """Cheap, loads nothing."""

    def load(self) -> None:
        """Get ready; again does nothing."""

    def close(self) -> None:
        """Give memory back."""

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        """One result for each clip, in order; several clips are one batch where the back end can."""

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        """How well the model agrees with each answer; only with the capability "score"."""
