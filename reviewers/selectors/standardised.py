"""Reading the standardised wordings that releases carry."""

from uuid import UUID

from annotations.models import Project
from reviewers.models import StandardisedExplanation


def wordings_accepted(*, project: Project) -> dict[tuple[UUID, str], str]:
    """By video and text as written; none where the project does not standardise: 1 query."""
    if not project.standardise_explanations:
        return {}
    accepted = StandardisedExplanation.objects.filter(
        project=project, status=StandardisedExplanation.Status.ACCEPTED
    )
    rows = accepted.values_list("video__pk", "raw", "proposed")
    return {(video, raw): proposed for video, raw, proposed in rows}
