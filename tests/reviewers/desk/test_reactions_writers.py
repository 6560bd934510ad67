"""Reactions beside other connections: no event is passed over, nobody is held up (on PostgreSQL)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from annotations.models import Event
from reviewers.services.reactions import running

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
WRITER = "ROW EXCLUSIVE"  # what whoever writes an event holds until the transaction's end
VACUUM = "SHARE UPDATE EXCLUSIVE"


def happen() -> int:
    return int(Event.objects.create(action="test.happened", subject_type="test", subject_id="one").pk)


@contextmanager
def elsewhere(lock: str) -> Iterator[None]:
    """Another connection has the lock on the events. SQLite has one writer at a time, and no such locks."""
    if connection.vendor != "postgresql":
        yield
        return
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f'LOCK TABLE "{Event._meta.db_table}" IN {lock} MODE')
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def test_events_under_way_are_waited_for_and_others_can_be_written_meanwhile() -> None:
    newest = happen()
    with elsewhere(WRITER):
        if connection.vendor == "postgresql":
            with pytest.raises(OperationalError, match="1 transactions that write events"):
                running._horizon()
        newest = happen()
    assert running._horizon() == newest


def test_a_vacuum_holds_up_no_reaction() -> None:
    newest = happen()
    with elsewhere(VACUUM):
        assert running._horizon() == newest
