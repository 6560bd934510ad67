"""Copies of answers: seen by whoever sees the answer."""

from uuid import UUID

from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.models import Annotation, AnnotationCopy


def copy_list(*, annotation: Annotation) -> QuerySet[AnnotationCopy]:
    """The copies of an answer that the viewer may see, newest first, without what is in them."""
    return AnnotationCopy.objects.filter(annotation=annotation).defer("answer")


def copy_get(*, annotation: Annotation, copy_id: UUID) -> AnnotationCopy:
    """One copy of an answer that the viewer may see."""
    copy = AnnotationCopy.objects.filter(annotation=annotation, pk=copy_id).first()
    if copy is None:
        raise NotFoundError("There is no such copy.")
    return copy
