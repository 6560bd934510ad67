"""Keeps the review queue up to date: whatever changes about a video's answers or gold refreshes its case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from annotations.models import Event, Project
from reviewers.models import ReviewCase
from reviewers.services.desk.cases import case_refresh
from reviewers.services.reactions.subjects import videos_concerned

if TYPE_CHECKING:  # comparing takes numpy
    from reviewers.services.desk.comparing import ComparedVideo

OF_ANSWERS = frozenset(
    f"annotation.{word}" for word in ("submitted", "withdrawn", "accepted", "returned", "reopened")
)
OF_VIDEOS = frozenset(
    {
        *("gold.made", "video.imported", "video.taken_down", "review_case.due"),
        *("gold_clip.added", "gold_clip.removed"),
    }
)
OF_PROJECTS = frozenset({"project.changed"})
RULES = {"overlap", "review_order", "auto_gold_agreement"}


@dataclass(frozen=True, slots=True)
class Refresh:
    """What to write: the cases of these videos, and that all of these projects are due."""

    videos: "list[ComparedVideo]"
    projects: list[Project]


class ReviewCases:
    """One refresh per video, however many events of it came at once."""

    name = "review_cases"
    actions = OF_ANSWERS | OF_VIDEOS | OF_PROJECTS

    def prepare(self, events: Sequence[Event]) -> Refresh:
        """Compare the answers about every video concerned."""
        comparing = import_module("reviewers.services.desk.comparing")
        return Refresh(comparing.videos_compared(video_ids=videos_concerned(events)), _projects_of(events))

    def apply(self, prepared: Refresh) -> None:
        """Write their cases; a whole project's are events of their own, so that no transaction is long."""
        for each in prepared.videos:
            found = each.comparison
            case_refresh(video=each.video, answers=each.answers, conflicts=found.conflicts, score=found.score)
        for project in prepared.projects:
            Event.objects.bulk_create(_due(project), batch_size=500)


def _projects_of(events: Sequence[Event]) -> list[Project]:
    changed = {event.subject_id for event in events if _changes_the_queue(event)}
    return list(Project.objects.filter(pk__in=changed))


def _changes_the_queue(event: Event) -> bool:
    return event.action in OF_PROJECTS and bool(RULES & set(event.facts.get("after", {})))


def _due(project: Project) -> Iterator[Event]:
    for video_id in ReviewCase.objects.filter(project=project).values_list("video", flat=True):
        yield Event(action="review_case.due", project=project, subject_type="video", subject_id=str(video_id))


REVIEW_CASES = ReviewCases()
