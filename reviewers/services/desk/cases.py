"""Review cases: what each video needs, its place in the queue, and its slot there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Annotation, Purpose, Video
from annotations.services.queue import queue_entry_ask, queue_entry_settle
from reviewers.models import Gold, ReviewCase
from reviewers.selectors.calibration.failures import failures_about

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
TICK = timedelta(minutes=10)
TICKS = 2_000_000  # nearly forty years
LEVELS = 100


@transaction.atomic
def case_refresh(
    *, video: Video, answers: Sequence[Annotation], conflicts: dict[str, int], score: float
) -> ReviewCase | None:
    """Write what a video needs, and let it wait for a reviewer or not; None without answers to judge.

    Answers on a gold clip check people: there is nothing to judge.
    """
    if not answers or video.taken_down_at is not None or video.gold_clip:
        _case_drop(video)
        return None
    failures = failures_about(video_id=video.pk)
    flags = ReviewCase.objects.filter(video=video).values_list("model_flags", flat=True).first() or 0
    facts = _facts(video, answers) | {"conflicts": conflicts, "score": round(score, 4)}
    facts["gold_failures"] = failures
    facts |= _needs(facts, failures, flags)
    since = facts["waiting_since"]
    order = video.project.review_order
    facts["priority"] = priority_of(order=order, score=score, failures=failures, since=since)
    case, _ = ReviewCase.objects.update_or_create(
        video=video, defaults={**facts, "project_id": video.project_id, "refreshed_at": timezone.now()}
    )
    _entry_fit(case, video)
    return case


@transaction.atomic
def case_gold_failures_set(*, video: Video, failures: int) -> None:
    """Tell how many answers about a video come from people who failed gold clips lately."""
    case = ReviewCase.objects.select_related("video__project").filter(video=video).first()
    if case is None:
        return
    case.gold_failures = failures
    case.needs_gold_failure = bool(failures) and case.is_open
    case.priority = priority_of(
        order=case.video.project.review_order, score=case.score, failures=failures, since=case.waiting_since
    )
    case.save(update_fields=["gold_failures", "needs_gold_failure", "priority"])
    _entry_fit(case, case.video)


def case_model_flags_set(*, video: Video, flags: int) -> None:
    """Tell how many answers about a video a model does not agree with; its place in the queue stays."""
    cases = ReviewCase.objects.filter(video=video)
    cases.update(model_flags=flags, needs_model_check=False)
    if flags:
        cases.filter(is_open=True).update(needs_model_check=True)


def priority_of(*, order: Sequence[str], score: float, failures: int, since: datetime) -> int:
    """Return the place in the queue, higher first: by what `order` names first, then by the next.

    Disagreement counts in hundredths, age in ten minutes, a failure on gold clips as there or not. It fits
    into 31 bits.
    """
    waited = max(0, min(TICKS - 1, int((since - EPOCH) / TICK)))
    places = {
        "disagreement": (round(score * LEVELS), LEVELS + 1),
        "gold_failure": (int(failures > 0), 2),
        "age": (TICKS - 1 - waited, TICKS),
    }
    place = 0
    for name in order:
        value, size = places[name]
        place = place * size + value
    return place


def _facts(video: Video, answers: Sequence[Annotation]) -> dict[str, Any]:
    gold = Gold.objects.filter(video=video).order_by("-version").first()
    since = max(answer.submitted_at or answer.created_at for answer in answers)
    return {
        "handed_in": len(answers),
        "is_complete": len(answers) >= video.project.overlap,
        "waiting_since": since,
        "gold_version": gold.version if gold else 0,
        "needs_stale_gold": gold is not None and since > gold.made_at,
    }


def _needs(facts: dict[str, Any], failures: int, flags: int) -> dict[str, bool]:
    """Nothing before all answers are in, nor after gold was made of them."""
    is_stale = facts["needs_stale_gold"] and facts["is_complete"]
    is_open = is_stale or (facts["is_complete"] and not facts["gold_version"])
    return {
        "is_open": is_open,
        "needs_stale_gold": is_stale,
        "needs_waiting": is_open and not is_stale,
        "needs_disagreement": is_open and bool(facts["conflicts"]),
        "needs_gold_failure": is_open and failures > 0,
        "needs_model_check": is_open and flags > 0,
    }


def _entry_fit(case: ReviewCase, video: Video) -> None:
    if case.is_open:
        queue_entry_ask(video=video, purpose=Purpose.REVIEW, priority=case.priority)
    else:
        queue_entry_settle(video=video, purpose=Purpose.REVIEW)


def _case_drop(video: Video) -> None:
    if ReviewCase.objects.filter(video=video).delete()[0]:
        queue_entry_settle(video=video, purpose=Purpose.REVIEW)
