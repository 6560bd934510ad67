"""A few people at work on the embedded default for some seconds: bench/load made small."""

import pytest

from bench.load.load import Profile, load_play
from bench.load.people import Pace
from bench.load.servers import embedded

SECONDS = 12
STEPS = {"sign in", "next task", "media range", "save", "submit"}
QUICK = Profile(
    "quick",
    embedded,
    annotators=3,
    reviewers=1,
    videos=40,
    overlap=1,
    pace=Pace(watch=(0.2, 0.4), mark=(0.3, 0.6), judge=(0.3, 0.6)),
)


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The processes have a data folder of their own: nothing to redirect in here."""


def test_people_at_work_lose_nothing() -> None:
    played = load_play(QUICK, SECONDS)
    assert not played.times.errors
    assert played.doubled == []
    assert played.lost == []
    assert {step for step, took in played.times.took_ms.items() if took} >= STEPS
    assert played.ledger.saved
    assert played.ledger.handed_in
