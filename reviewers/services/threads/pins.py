"""Where a thread may be pinned: a frame of the clip, a box inside the picture, a trace of the answer."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from annotations.errors import InvalidInputError
from annotations.models import Annotation, Trace, Video
from annotations.selectors.annotations import AnswerLimits
from annotations.services.traces import Problem, frame_problems, keyframe_problems


def pin_check(
    *,
    video: Video,
    annotation: Annotation | None,
    trace: UUID | None,
    frame: int | None,
    bbox: Mapping[str, int] | None,
) -> None:
    """Raise InvalidInputError with everything that is wrong with the place."""
    limits = AnswerLimits(video.frame_count, video.width, video.height, frozenset())
    found = [
        *_annotation_problems(video, annotation),
        *_trace_problems(annotation, trace),
        *_frame_problems(frame, limits),
        *_box_problems(bbox, frame, limits),
    ]
    if found:
        raise InvalidInputError(
            [{"field": field, "code": code, "detail": detail} for field, code, detail in found]
        )


def _annotation_problems(video: Video, annotation: Annotation | None) -> Iterator[Problem]:
    if annotation is not None and annotation.video_id != video.pk:
        yield "annotation", "wrong_video", "This annotation is about another video."


def _trace_problems(annotation: Annotation | None, trace: UUID | None) -> Iterator[Problem]:
    if trace is None:
        return
    if annotation is None:
        yield "trace", "annotation_missing", "A trace is named together with its annotation."
    elif not Trace.objects.filter(pk=trace, annotation=annotation).exists():
        yield "trace", "unknown_trace", "This annotation has no such trace."


def _frame_problems(frame: int | None, limits: AnswerLimits) -> Iterator[Problem]:
    if frame is not None:
        for _, code, sentence in frame_problems(frame, limits):
            yield "frame", code, sentence


def _box_problems(
    bbox: Mapping[str, int] | None, frame: int | None, limits: AnswerLimits
) -> Iterator[Problem]:
    if bbox is None:
        return
    if frame is None:
        yield "frame", "required", "A box needs the frame that it lies on."
    for field, code, sentence in keyframe_problems({"frame": 0, **bbox}, limits):
        yield f"bbox.{field}", code, sentence
