"""Many people at the queue at once: nobody is given what another holds, on either database."""

import pytest

from tests.annotations.work.crowds import crowd

pytestmark = pytest.mark.data_layer


def check(claims: int, *, people: int, overlap: int, seed: int, gold: int = 0) -> dict[str, int]:
    report: dict[str, int] = crowd(
        "claims", count=claims, people=people, overlap=overlap, seed=seed, gold=gold
    )
    assert report["answers"] == claims
    assert report["claims"] >= claims
    assert report["most_hands"] <= overlap
    assert (report["over_assignments"], report["duplicates"]) == (0, 0)
    return report


@pytest.mark.parametrize("overlap", [1, 3])
def test_a_crowd_empties_the_queue_without_a_duplicate(overlap: int) -> None:
    check(30, people=10, overlap=overlap, seed=overlap)


def test_gold_clips_mixed_in_change_nothing_about_the_rest() -> None:
    """Each goes to whom it was drawn for, once; the reactions run in every process at the same time."""
    report = check(24, people=4, overlap=2, seed=7, gold=3)
    assert 1 <= report["gold_answers"] <= 4 * 3


@pytest.mark.full
@pytest.mark.parametrize("overlap", [1, 3])
def test_fifty_people_and_five_thousand_claims(overlap: int) -> None:
    check(5000 - 5000 % overlap, people=50, overlap=overlap, seed=50 + overlap)
