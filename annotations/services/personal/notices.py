"""Remembering which notices a person has seen."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from annotations.models import User

LAST_MICROSECOND = 999


def notices_see(*, person: User, until: datetime) -> None:
    """Everything up to `until` is seen; it never becomes unseen again, and the future cannot be seen.

    Browsers count in milliseconds, so the whole millisecond of `until` counts.
    """
    whole = until.replace(microsecond=until.microsecond // 1000 * 1000 + LAST_MICROSECOND)
    moment = min(whole, timezone.now())
    earlier = Q(notices_seen_until=None) | Q(notices_seen_until__lt=moment)
    User.objects.filter(earlier, pk=person.pk).update(notices_seen_until=moment)
