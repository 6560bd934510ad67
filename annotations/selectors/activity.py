"""How long an answer took and which aids were used for it."""

from annotations.models import ActivityTotal, Annotation


def activity_of(*, annotation: Annotation) -> ActivityTotal:
    """The sums of an answer's activity, zeros where none was sent; no query where it was selected along."""
    try:
        return annotation.activity_total
    except ActivityTotal.DoesNotExist:
        return ActivityTotal(annotation=annotation)
