"""Gold clips and answers on them for tests."""

from typing import Any
from uuid import UUID

from annotations.models import Annotation, Project, User, Video
from annotations.services.annotations import annotation_save, annotation_submit
from annotations.services.assignments import Claim
from reviewers.models import Gold, GoldClip, GoldTrace
from reviewers.services.calibration.clips import gold_clip_add
from reviewers.services.reactions import reactions_run
from tests import factories, work

KEYFRAME = {"frame": 12, "left": 85, "top": 51, "width": 201, "height": 153}


def gold_make(video: Video, author: User, *, verdict: str = "fake") -> Gold:
    """Gold with the one trace that `work.complete` draws, or none where the video is real."""
    gold = Gold.objects.create(video=video, version=1, verdict=verdict, rule="adjudicated", made_by=author)
    if verdict == "fake":
        GoldTrace.objects.create(
            gold=gold, onset_frame=12, offset_frame=57, categories=["object_merging"], keyframes=[KEYFRAME]
        )
    return gold


def gold_clip_make(project: Project, author: User, **fields: Any) -> GoldClip:
    """A video with gold that checks annotators."""
    video = work.queued_video(project)
    gold_make(video, author, **fields)
    return gold_clip_add(project=project, video_id=video.pk, actor=author)


def answer(claim: Claim | Annotation, person: User, **changes: Any) -> Annotation:
    """Hand in one trace, right unless `changes` say otherwise, and let everything follow from it."""
    annotation = claim if isinstance(claim, Annotation) else claim.annotation
    trace = factories.trace_body(**changes)
    trace["id"] = UUID(trace["id"])
    annotation_save(
        annotation=annotation,
        actor=person,
        revision=annotation.revision,
        verdict="fake",
        note="",
        traces=[trace],  # type: ignore[list-item]
    )
    annotation = work.fresh(annotation)
    annotation_submit(annotation=annotation, actor=person, revision=annotation.revision)
    reactions_run()
    return work.fresh(annotation)


WRONG_TIME = {"onset_frame": 80, "offset_frame": 99, "keyframes": [KEYFRAME | {"frame": 80}]}
