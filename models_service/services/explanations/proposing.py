"""Proposing wordings for the explanations of a project's gold: a job, which may be run again."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from annotations.models import Job, Project, User, Video
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.job_runs import JobRun
from annotations.services.jobs import job_create
from models_service.errors import StandardisingOffError
from models_service.services.explanations.wording import wording_of, writer_name
from reviewers.models import GoldTrace, StandardisedExplanation
from reviewers.selectors.gold import gold_list

KIND = "standardise"
PROPOSERS = (Role.REVIEWER, Role.ADMIN)
LONGEST_RAW = 2000


@transaction.atomic
def explanations_propose(*, project: Project, actor: User) -> Job:
    """Queue the proposing; the view wakes the workers."""
    role_require(project=project, user=actor, roles=PROPOSERS)
    if not project.standardise_explanations:
        raise StandardisingOffError("This project does not standardise explanations.")
    job = job_create(kind=KIND, params={}, created_by=actor, project=project)
    event_record(action="explanations.proposing", subject=project, actor=actor, facts={"by": writer_name()})
    return job


def proposals_make(*, project: Project, on_progress: Callable[[float, str], None]) -> dict[str, int]:
    """Propose for every explanation that the present writer has not seen; each is kept at once."""
    counts = {"proposed": 0, "unchanged": 0, "known": 0}
    waiting = list(_explained(project))
    for done, trace in enumerate(waiting):
        on_progress(done / len(waiting), "wording explanations")
        counts[_propose(project, trace)] += 1
    return counts


class StandardiseJob:
    """What the job kind `standardise` does; interrupted, it goes on where it was."""

    def run(self, run: JobRun) -> dict[str, Any]:
        """Propose for all that is there."""
        if run.job.project is None:
            raise ValueError("wordings belong to a project")
        return proposals_make(project=run.job.project, on_progress=run.progress)

    def failed(self, job: Job) -> None:
        """What was proposed stays."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


STANDARDISE = StandardiseJob()


def raw_digest(raw: str) -> str:
    """What an explanation is known by."""
    return hashlib.sha256(raw.encode()).hexdigest()


def _explained(project: Project) -> Iterator[GoldTrace]:
    """Each explanation of a video's gold once."""
    golds = gold_list(project=project).filter(video__taken_down_at=None).order_by().values("pk")
    traces = GoldTrace.objects.filter(gold__in=golds).exclude(explanation="").select_related("gold")
    seen: set[tuple[Any, str]] = set()
    for trace in traces.order_by("gold__video", "position").iterator():
        known = trace.gold.video_id, trace.explanation
        if known not in seen and len(trace.explanation) <= LONGEST_RAW:
            seen.add(known)
            yield trace


def _propose(project: Project, trace: GoldTrace) -> str:
    video_id, digest = trace.gold.video_id, raw_digest(trace.explanation)
    rows = StandardisedExplanation.objects.filter(video=video_id, raw_sha256=digest)
    if rows.filter(model=writer_name()).exists():
        return "known"
    wording = wording_of(trace.explanation)
    if wording is None:
        return "unchanged"
    StandardisedExplanation.objects.bulk_create(
        [
            StandardisedExplanation(
                project=project,
                video=Video(pk=video_id),
                trace=trace.pk,
                raw=trace.explanation,
                raw_sha256=digest,
                proposed=wording.text,
                model=wording.model,
                prompt=wording.prompt,
            )
        ],
        ignore_conflicts=True,
    )
    return "proposed"
