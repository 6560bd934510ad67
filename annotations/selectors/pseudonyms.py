"""Names that say who is who within a project without saying who it is."""

import base64
from functools import lru_cache

from django.utils.crypto import salted_hmac

from annotations.models import Annotation, Project, User

LENGTH = 5


def annotator_name(*, annotation: Annotation, viewer: User) -> str:
    """`me` to the annotator, else a pseudonym such as `A-7F3KQ`, always the same within the project."""
    return actor_name(annotation=annotation, actor_id=annotation.annotator_id, viewer=viewer)


def actor_name(*, annotation: Annotation, actor_id: int | None, viewer: User) -> str:
    """Who did something to an answer: its annotator is an `A-`, everybody else an `R-`."""
    if actor_id is None:
        return "system"
    if actor_id == viewer.pk:
        return "me"
    return side_name(
        project_id=annotation.project_id, person_id=actor_id, annotator_id=annotation.annotator_id
    )


def side_name(*, project_id: int, person_id: int, annotator_id: int | None) -> str:
    """A person's pseudonym where `annotator_id` stands for the annotating side."""
    role = "A" if person_id == annotator_id else "R"
    return f"{role}-{_letters(project_id, person_id)}"


def person_name(*, project: Project, person_id: int) -> str:
    """Who answered in a project, to those who compare people: always the pseudonym."""
    return f"A-{_letters(project.pk, person_id)}"


def reviewer_name(*, project: Project, person_id: int | None, viewer: User) -> str:
    """Who judges in a project: `me`, or a pseudonym such as `R-7F3KQ`."""
    if person_id is None:
        return "system"
    return "me" if person_id == viewer.pk else f"R-{_letters(project.pk, person_id)}"


def maker_name(*, project_id: int, person: User | None, viewer: User | None) -> str | None:
    """Who made something that others read: one's own name to oneself, all to a site admin, else `R-`."""
    if person is None:
        return None
    if viewer is not None and (viewer.is_staff or viewer.pk == person.pk):
        return person.username
    return f"R-{_letters(project_id, person.pk)}"


@lru_cache(maxsize=4096)
def _letters(project_id: int, user_id: int) -> str:
    digest = salted_hmac("annotations.pseudonym", f"{project_id}:{user_id}", algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:LENGTH]
