"""How long an answer took and which aids were used for it."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.models import ActivityTotal, Annotation, Project, Trace, User
from annotations.selectors.access import Role, role_require
from annotations.selectors.queue import UNFINISHED

SEES_ACTIVITY = (Role.ADMIN.value, Role.RESEARCHER.value)


def activity_of(*, annotation: Annotation) -> ActivityTotal:
    """The sums of an answer's activity, zeros where none was sent; no query where it was selected along."""
    try:
        return annotation.activity_total
    except ActivityTotal.DoesNotExist:
        return ActivityTotal(annotation=annotation)


def activity_list(*, project: Project, viewer: User) -> QuerySet[Annotation]:
    """What every handed-in answer took, for researchers and admins; `trace_count` is annotated.

    Who also annotates sees only videos that they have answered themselves: how many traces others found
    would tell something about the rest.
    """
    held = role_require(project=project, user=viewer, roles=SEES_ACTIVITY)
    rows = Annotation.objects.filter(project=project, assignment__isnull=False, submitted_at__isnull=False)
    if Role.ANNOTATOR.value in held:
        answered = Annotation.objects.filter(annotator=viewer).exclude(status__in=UNFINISHED)
        rows = rows.filter(video__in=answered.values("video"))
    # Counted for the rows of a page alone: a join would count the traces of all answers first.
    counts = Trace.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    number = Subquery(counts.values(n=Count("pk")), output_field=IntegerField())
    return rows.select_related("video", "activity_total").annotate(trace_count=Coalesce(number, 0))
