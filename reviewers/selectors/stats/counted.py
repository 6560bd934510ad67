"""Which answers the dashboard counts, and on which day something happened."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, Func, OuterRef, Q, QuerySet

from annotations.models import Annotation, AnnotationRevision, Project, Purpose

HANDED_IN = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)


class UtcDay(Func):
    """The UTC day of a moment; on SQLite without a call into Python for every row, as TruncDate has it."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Moments are texts in UTC there, the day first."""
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A moment is put on UTC's clock before its day is read."""
        template = "((%(expressions)s) AT TIME ZONE 'UTC')::date"
        return self.as_sql(compiler, connection, template=template, **context)


def counted(*, project: Project, of: str = "", without: Collection[str] = ()) -> Q:
    """On rows that `of` leads from to an annotation: answers of the project, but none that checks a person
    (on a gold clip, or to qualify).

    `without`: ids of videos that are left out, because the viewer's own answer about them is still open.
    """
    hidden = Q(**{f"{of}video__in": [UUID(each) for each in without]})
    where = Q(**{f"{of}project": project, f"{of}video__taken_down_at": None, f"{of}video__gold_clip": False})
    to_answer = Q(**{f"{of}assignment": None}) | Q(**{f"{of}assignment__purpose": Purpose.ANNOTATE})
    return where & to_answer & ~hidden


def answers_given(*, project: Project, without: Collection[str] = ()) -> QuerySet[Annotation]:
    """What people handed in here and nobody sent back: imported answers are not among them."""
    handed_over = AnnotationRevision.objects.filter(
        annotation=OuterRef("pk"), status=Annotation.Status.SUBMITTED
    )
    rows = Annotation.objects.filter(counted(project=project, without=without), status__in=HANDED_IN)
    return rows.filter(Exists(handed_over)).order_by()
