"""What the server tells, as typed values; `raw` keeps the whole answer, new fields included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
OVER = frozenset({DONE, FAILED, CANCELLED})
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something failed: a word for programs and a sentence for people."""

    code: str
    detail: str

    @classmethod
    def of(cls, body: Raw | None) -> Failure | None:
        """From the server's answer."""
        return cls(str(body["code"]), str(body["detail"])) if body else None


@dataclass(frozen=True, slots=True)
class Job:
    """Long work on the server; `progress` goes from 0 to 1, `result` is the path of what it made."""

    id: str
    kind: str
    status: str
    progress: float
    step: str
    error: Failure | None
    result: str | None
    raw: Raw = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(cls, body: Raw) -> Self:
        """From the server's answer."""
        return cls(
            id=body["id"],
            kind=body["kind"],
            status=body["status"],
            progress=body["progress"],
            step=body.get("step", ""),
            error=Failure.of(body["error"]),
            result=body["result"],
            raw=body,
        )

    @property
    def is_over(self) -> bool:
        """Whether it is done, failed or cancelled."""
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release; the manifest cannot hold its own hash."""

    name: str
    url: str
    bytes: int | None
    sha256: str | None

    @classmethod
    def of(cls, body: Raw) -> Self:
        """From the server's answer."""
        return cls(body["name"], body["url"], body["bytes"], body["sha256"])


@dataclass(frozen=True, slots=True)
class Video:
    """One video as a researcher or admin sees it; frames and pixels are whole numbers."""

    id: str
    video_id: str
    status: str
    kind: str
    source: str
    prompt: str
    split: str
    width: int | None
    height: int | None
    frame_rate: tuple[int, int] | None
    frame_count: int | None
    duration_us: int | None
    sha256: str
    byte_size: int
    raw: Raw = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(cls, body: Raw) -> Self:
        """From the server's answer; what one may not see is empty."""
        rate = body.get("frame_rate")
        return cls(
            id=body["id"],
            video_id=body.get("video_id") or "",
            status=body["status"],
            kind=body.get("kind") or "",
            source=body.get("source") or "",
            prompt=body.get("prompt") or "",
            split=body.get("split") or "",
            width=body["width"],
            height=body["height"],
            frame_rate=(rate[0], rate[1]) if rate else None,
            frame_count=body["frame_count"],
            duration_us=body["duration_us"],
            sha256=body["sha256"],
            byte_size=body["byte_size"],
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of one file: the video it is now, or was before (`duplicate`), or why it is none."""

    path: str
    id: str | None
    video_id: str | None
    duplicate: bool = False
    job: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """A model's score of a video; `reward` is 1 - p_fake, None until it is there."""

    id: str
    status: str
    p_fake: float | None
    reward: float | None
    calibrated: bool
    traces: tuple[Raw, ...]
    model_version: str
    error: Failure | None
    raw: Raw = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(cls, body: Raw) -> Self:
        """From the server's answer."""
        return cls(
            id=body["id"],
            status=body["status"],
            p_fake=body["p_fake"],
            reward=body["reward"],
            calibrated=body["calibrated"],
            traces=tuple(body["traces"]),
            model_version=body["model_version"],
            error=Failure.of(body["error"]),
            raw=body,
        )

    @property
    def is_over(self) -> bool:
        """Whether the score is there, or never will be."""
        return self.p_fake is not None or self.status in OVER


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Predictions held against a release; a metric is {value, ci, n, reason}, 0 to 100."""

    id: str
    project: str
    release: int
    status: str
    model_id: str
    metrics: Mapping[str, Any] | None
    problem_counts: Mapping[str, int]
    error: Failure | None
    raw: Raw = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(cls, body: Raw) -> Self:
        """From the server's answer."""
        return cls(
            id=body["id"],
            project=body["project"],
            release=body["release"],
            status=body["status"],
            model_id=body["model_id"],
            metrics=body["metrics"],
            problem_counts=body.get("problem_counts") or {},
            error=Failure.of((body.get("job") or {}).get("error")),
            raw=body,
        )

    @property
    def is_over(self) -> bool:
        """Whether the numbers are there, or never will be."""
        return self.status in OVER
