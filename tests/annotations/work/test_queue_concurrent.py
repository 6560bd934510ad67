"""Many people at the queue at once: nobody is given what another holds, on either database."""

import pytest

from tests.annotations.work.crowds import crowd

pytestmark = pytest.mark.data_layer


def check(claims: int, *, people: int, overlap: int, seed: int) -> None:
    report = crowd("claims", count=claims, people=people, overlap=overlap, seed=seed)
    assert report["answers"] == claims
    assert report["claims"] >= claims
    assert report["most_hands"] <= overlap
    assert (report["over_assignments"], report["duplicates"]) == (0, 0)


@pytest.mark.parametrize("overlap", [1, 3])
def test_a_crowd_empties_the_queue_without_a_duplicate(overlap: int) -> None:
    check(60, people=20, overlap=overlap, seed=overlap)


@pytest.mark.full
@pytest.mark.parametrize("overlap", [1, 3])
def test_fifty_people_and_five_thousand_claims(overlap: int) -> None:
    check(5000 - 5000 % overlap, people=50, overlap=overlap, seed=50 + overlap)
