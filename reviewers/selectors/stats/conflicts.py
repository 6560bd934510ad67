"""What answers about the same video differ in, from the cases that reviewing keeps."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from annotations.models import Project
from reviewers.models import ReviewCase


@dataclass(frozen=True, slots=True)
class ConflictCount:
    """How many conflicts of one kind there are, in how many videos."""

    kind: str
    conflicts: int
    videos: int


def conflict_counts(*, project: Project, without: Collection[str]) -> list[ConflictCount]:
    """By kind, the most frequent first: 1 query, a row for each combination."""
    cases = ReviewCase.objects.filter(project=project, video__taken_down_at=None)
    cases = cases.exclude(video__in=[UUID(each) for each in without]).order_by()
    conflicts: Counter[str] = Counter()
    videos: Counter[str] = Counter()
    for found, number in cases.values_list("conflicts").annotate(n=Count("pk")):
        for kind, times in found.items():
            conflicts[kind] += times * number
            videos[kind] += number
    counts = [ConflictCount(kind, times, videos[kind]) for kind, times in conflicts.items()]
    return sorted(counts, key=lambda count: (-count.conflicts, count.kind))
