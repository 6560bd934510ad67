"""Finished work in the demo, made through the same services as everybody's: answers, reviews, a release."""

import uuid
from dataclasses import dataclass

from annotations.models import Annotation, Assignment, Project, Purpose, User, Video
from annotations.services.annotations import annotation_save, annotation_submit
from annotations.services.assignments import queue_next
from annotations.services.job_runs import job_execute
from annotations.services.queue import assignments_give
from annotations.services.traces import TraceBody
from deeptrace_site.demo.clips import clip_named
from deeptrace_site.demo.plan import Artefact
from deeptrace_site.demo.texts import RETURN_TEXT
from reviewers.models import Release, Review
from reviewers.releases.options import ReleaseOptions
from reviewers.services.releases import release_create
from reviewers.services.reviews import review_accept, review_return

ACCEPTED, RETURNED, IN_REVIEW = "accepted", "returned", "in review"
LATE_BY = 6  # frames: what is wrong with the answer that is returned
Status = Annotation.Status


@dataclass(frozen=True, slots=True)
class Story:
    """Who answered about which clip, and how far it came."""

    clip: str
    annotator: str
    ends: str


STORIES = [
    Story("ball-on-table", "annotator", ACCEPTED),
    Story("still-life", "annotator2", ACCEPTED),
    Story("throw", "annotator2", ACCEPTED),
    Story("two-balls", "annotator", RETURNED),
    Story("red-ball", "annotator2", IN_REVIEW),
]


def story_tell(*, story: Story, project: Project) -> None:
    """Bring an answer to where the story ends; one that is there, or in a person's hands, stays as it is."""
    video = Video.objects.filter(project=project, video_id=story.clip, status=Video.Status.READY).first()
    person = User.objects.get(username=story.annotator)
    if video is None or Annotation.objects.filter(video=video).exclude(status=Status.DRAFT).exists():
        return
    annotation = _claim(project, video, person)
    if annotation is None:
        return
    artefact = clip_named(story.clip).artefact
    traces = [_trace(artefact, late_by=LATE_BY if story.ends == RETURNED else 0)] if artefact else []
    annotation = annotation_save(
        annotation=annotation,
        actor=person,
        revision=annotation.revision,
        verdict=Annotation.Verdict.FAKE if artefact else Annotation.Verdict.REAL,
        note="",
        traces=traces,
    )
    annotation = annotation_submit(annotation=annotation, actor=person, revision=annotation.revision)
    _judge(story, annotation)


def release_make(*, project: Project) -> None:
    """The first release, unless there is one."""
    if not Release.objects.filter(project=project).exists():
        researcher = User.objects.get(username="researcher")
        options = ReleaseOptions(notes="The first release of the demo.")
        _, job = release_create(project=project, actor=researcher, options=options)
        job_execute(job_id=job.pk)


def _claim(project: Project, video: Video, person: User) -> Annotation | None:
    """This person's draft about this video; None where they or somebody else are at work already."""
    admin = User.objects.get(username="admin")
    assignments_give(project=project, videos=[video.pk], username=person.username, actor=admin)
    unfinished = Assignment.objects.filter(
        project=project, person=person, purpose=Purpose.ANNOTATE, status=Assignment.Status.ACTIVE
    )
    if unfinished.exclude(video=video).exists():
        return None
    claim = queue_next(project=project, person=person)
    return claim.annotation if claim is not None and claim.annotation.video_id == video.pk else None


def _trace(artefact: Artefact, *, late_by: int) -> TraceBody:
    onset = artefact.onset_frame + late_by
    return {
        "id": uuid.uuid4(),
        "onset_frame": onset,
        "offset_frame": artefact.offset_frame,
        "categories": [artefact.category],
        "other_tag": "",
        "explanation": artefact.explanation,
        "confidence": 3,
        "keyframes": [keyframe for keyframe in artefact.keyframes() if keyframe["frame"] >= onset],
        "origin": "human",
        "suggestion": None,
    }


def _judge(story: Story, annotation: Annotation) -> None:
    reviewer = User.objects.get(username="reviewer")
    if story.ends == ACCEPTED:
        review_accept(annotation=annotation, actor=reviewer, revision=annotation.revision)
    elif story.ends == RETURNED:
        review_return(
            annotation=annotation,
            actor=reviewer,
            revision=annotation.revision,
            reasons=[Review.Reason.TIMING_INACCURATE],
            text=RETURN_TEXT,
        )
