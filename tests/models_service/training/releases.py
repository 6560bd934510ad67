"""A release of the four scenes: two to train on, one to validate, one to test."""

from typing import Any

from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User
from annotations.services.job_runs import job_execute
from reviewers.models import Release
from reviewers.services.gold import gold_from_annotation
from tests import factories
from tests.models_service.training.learning import scene_clip
from tests.uploading import ready_video

SPLITS = {"fake-1": "train", "real-1": "train", "fake-2": "val", "fake-3": "test"}


def release_make(project: Project, person: User, client: APIClient) -> Release:
    """Videos with media and gold, and the release of them, built."""
    for name, split in SPLITS.items():
        kind = name.partition("-")[0]
        video = ready_video(project, scene_clip(name), video_id=name, kind=kind, split=split)
        judged(project, video, person, kind)
    made = client.post("/api/v1/releases/", {"project": project.slug}).json()
    job_execute(job_id=made["job"]["id"])
    return Release.objects.get(project=project, version=made["version"])


def judged(project: Project, video: Any, person: User, verdict: str) -> None:
    """What a person accepted about the video, as its gold."""
    annotation = Annotation.objects.create(
        project=project, video=video, annotator=person, status="accepted", verdict=verdict
    )
    if verdict == "fake":
        box = {"frame": 12, "left": 9, "top": 9, "width": 50, "height": 50}
        annotation.traces.create(**factories.trace_body(offset_frame=40, keyframes=[box]))
    gold_from_annotation(annotation=annotation, actor=person)
