"""Running the reactions: each goes on from its cursor, in any process, as often as one likes.

Moving the cursor is a compare-and-set in the transaction of the effect: of two runners at one event the
slower one changes nothing, and a killed one leaves neither effect nor step.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import OperationalError, connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from annotations.models import Event
from reviewers.models import ReactionCursor
from reviewers.services.reactions.registry import Reaction, reactions

logger = logging.getLogger(__name__)
BATCH = 100
TRIES = 5
WRITERS_WITHIN_S = 0.5
LOOK_EVERY_S = 0.005
# The transactions that have begun to write events, and are not this one.
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""

_turn = threading.Lock()
_asked = threading.Event()


@dataclass(frozen=True, slots=True)
class _Batch:
    """The reaction's events in (start, end] of the record."""

    reaction: Reaction
    start: int
    end: int
    events: Sequence[Event]

    def singles(self) -> Iterator["_Batch"]:
        """The same events one by one, over the same stretch of the record."""
        ends = [self.start, *(event.pk for event in self.events[:-1]), self.end]
        for event, (start, end) in zip(self.events, pairwise(ends), strict=True):
            yield _Batch(self.reaction, start, end, [event])


def reactions_run() -> int:
    """React to everything that is committed; returns how many events had an effect here.

    One thread of a process does it at a time; who comes meanwhile leaves word, so that nothing waits.
    """
    handled = 0
    _asked.set()
    while _asked.is_set() and _turn.acquire(blocking=False):
        try:
            _asked.clear()
            handled += _run_all()
        except OperationalError:
            logger.warning("The database was busy; the reactions go on at the next sweep.", exc_info=True)
        finally:
            _turn.release()
    return handled


def reactions_behind() -> bool:
    """Whether some reaction has not read the whole record yet."""
    known = dict(ReactionCursor.objects.values_list("name", "position"))
    newest = _newest()
    return any(known.get(reaction.name, 0) < newest for reaction in reactions())


def _run_all() -> int:
    """Pass after pass, since a reaction may record events itself."""
    handled = 0
    while reactions_behind():
        horizon = _horizon()
        now = sum(_run(reaction, horizon) for reaction in reactions())
        handled += now
        if not now:
            break
    return handled


def _run(reaction: Reaction, horizon: int) -> int:
    handled = 0
    while batch := _next(reaction, horizon):
        if not _react_or_note(batch):
            break
        handled += len(batch.events)
    return handled


def _next(reaction: Reaction, horizon: int) -> _Batch | None:
    cursor, _ = ReactionCursor.objects.get_or_create(name=reaction.name)
    if cursor.position >= horizon:
        return None
    read = Event.objects.filter(pk__gt=cursor.position, pk__lte=horizon, action__in=reaction.actions)
    events = list(read.order_by("pk")[:BATCH])
    end = events[-1].pk if len(events) == BATCH else horizon
    return _Batch(reaction, cursor.position, end, events)


def _react_or_note(batch: _Batch) -> bool:
    """React to a batch, or to its events one by one where it fails; whether to go on."""
    try:
        return _react(batch)
    except OperationalError:  # the database is busy or away: the next run tries again
        raise
    except Exception:
        if len(batch.events) > 1:
            return all(_react_or_note(single) for single in batch.singles())
        logger.exception("Reaction %s failed at event %s.", batch.reaction.name, batch.end)
        return _failed(batch)


def _react(batch: _Batch) -> bool:
    """Whether this runner was the one that moved the cursor."""
    prepared = batch.reaction.prepare(batch.events) if batch.events else None
    with transaction.atomic():
        if not _cursor_move(batch):
            return False
        if batch.events:
            batch.reaction.apply(prepared)
    return True


def _cursor_move(batch: _Batch) -> bool:
    unmoved = ReactionCursor.objects.filter(name=batch.reaction.name, position=batch.start)
    return bool(unmoved.update(position=batch.end, failures=0, moved_at=timezone.now()))


def _failed(batch: _Batch) -> bool:
    """Try an event again at later runs, a few times; then go on without it, since others wait behind it."""
    at_event = ReactionCursor.objects.filter(name=batch.reaction.name, position=batch.start)
    at_event.update(failures=F("failures") + 1)
    if not at_event.filter(failures__gte=TRIES).exists():
        return False
    logger.warning("Reaction %s leaves out event %s.", batch.reaction.name, batch.events[0].pk)
    return _cursor_move(batch)


def _newest() -> int:
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _horizon() -> int:
    """The newest event below which no event can appear any more.

    SQLite has one writer at a time, so events are committed in order. On PostgreSQL a lower id may be
    committed after a higher one. Whoever has taken a lower id holds a lock on the table by then, so it is
    enough that those who write now have ended; nobody is held up, neither writers nor a vacuum.
    """
    newest = _newest()
    if connection.vendor == "postgresql":
        _writers_await()
    return newest


def _writers_await() -> None:
    """Wait until the transactions that write events now have ended; OperationalError where one takes long."""
    until = time.monotonic() + WRITERS_WITHIN_S
    writers = _writers()
    while writers:
        if time.monotonic() > until:
            raise OperationalError(f"{len(writers)} transactions that write events take long")
        time.sleep(LOOK_EVERY_S)
        writers &= _writers()


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [Event._meta.db_table])
        return {row[0] for row in cursor.fetchall()}
