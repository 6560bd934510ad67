"""Names in threads: pseudonyms, who can be named, and whom a text names."""

import re

from annotations.models import Membership, Project, User
from annotations.selectors.pseudonyms import side_name
from reviewers.models import Thread
from reviewers.selectors.threads.visible import JUDGES

NAMED = re.compile(r"(?<![\w@])@([AR]-[A-Z2-7]{5})(?!\w)", re.IGNORECASE)


def thread_name(*, thread: Thread, person_id: int, viewer: User) -> str:
    """`me`, else the pseudonym as everywhere: `A-…` for the annotating side, `R-…` for everybody else."""
    if person_id == viewer.pk:
        return "me"
    return side_name(project_id=thread.project_id, person_id=person_id, annotator_id=thread.annotator_id)


def people_to_name(*, project: Project, annotator_id: int | None, viewer: User) -> dict[str, int]:
    """Who can be named, by pseudonym: the project's judges and the one annotator whom it concerns.

    It never depends on who else works on the video, nor on who may read the thread at the moment: either
    would tell an annotator who answers it.
    """
    judges = Membership.objects.filter(project=project, role__in=JUDGES, user__is_active=True)
    people = set(judges.values_list("user", flat=True)) | ({annotator_id} if annotator_id else set())
    found = {
        side_name(project_id=project.pk, person_id=person, annotator_id=annotator_id): person
        for person in people - {viewer.pk}
    }
    return dict(sorted(found.items()))


def people_named(*, thread: Thread, text: str, author: User) -> dict[int, str]:
    """The people that a text names, with the name written; a name that stands for nobody stays mere text."""
    written = {name.upper() for name in NAMED.findall(text)}
    if not written:
        return {}
    known = people_to_name(project=thread.project, annotator_id=thread.annotator_id, viewer=author)
    return {known[name]: name for name in sorted(written) if name in known}
