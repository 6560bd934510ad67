"""A few people at work: a minute on PostgreSQL and Redis, some seconds on the default; a small bench/load."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bench.load.load import Profile, load_play
from bench.load.people import Pace
from bench.load.servers import Servers, composed, embedded

STEPS = {"sign in", "next task", "media range", "save", "submit"}
HASTE = Pace(watch=(0.2, 0.4), mark=(0.3, 0.6), judge=(0.3, 0.6))


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The processes have a data folder of their own: nothing to redirect in here."""


def check(servers: Callable[[Path], AbstractContextManager[Servers]], seconds: int) -> None:
    crowd = Profile("few", servers, annotators=3, reviewers=1, videos=3 * seconds, overlap=1, pace=HASTE)
    played = load_play(crowd, seconds)
    assert not played.times.errors
    assert played.doubled == []
    assert played.lost == []
    assert {step for step, took in played.times.took_ms.items() if took} >= STEPS
    assert played.ledger.saved
    assert played.ledger.handed_in


def test_people_at_work_lose_nothing_on_the_embedded_default() -> None:
    check(embedded, seconds=12)


@pytest.mark.postgres
def test_people_at_work_lose_nothing_in_a_minute_on_postgres_and_redis() -> None:
    check(composed, seconds=60)
