"""Rating a predicted explanation, blind."""

from django.db import transaction
from django.utils import timezone

from annotations.models import User
from annotations.services.events import event_record
from models_service.models import EvaluationRow, Rating


@transaction.atomic
def rating_make(*, row: EvaluationRow, rater: User, score: float) -> Rating:
    """Keep the person's score of this pair; again it replaces the one before.

    The evaluation's numbers change when it is judged again (`evaluation_judge`).
    """
    values = {"score": score, "rated_at": timezone.now()}
    rating, _ = Rating.objects.update_or_create(row=row, rater=rater, defaults=values)
    project = row.evaluation.project
    event_record(action="rating.made", subject=rating, actor=rater, project=project, facts={"score": score})
    return rating
