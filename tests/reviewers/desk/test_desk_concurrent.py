"""Many reviewers at once: nobody is given what another holds, no save is lost, on either database."""

import pytest

from tests.annotations.work.crowds import crowd

pytestmark = pytest.mark.data_layer


def test_two_reviewers_never_get_the_same_video() -> None:
    report = crowd("reviews", count=24, people=6)
    assert report["claims"] >= 24
    assert (report["golds"], report["judged_twice"], report["most_hands"]) == (24, 0, 1)


def check_saves(saves: int) -> None:
    report = crowd("adjudications", count=saves, people=8)
    assert report["wrong"] == []
    assert report["saved"] == report["counted"] == report["version"] == report["kept"] == saves


def test_none_of_forty_eight_adjudications_is_lost() -> None:
    check_saves(48)


@pytest.mark.full
def test_none_of_ten_thousand_adjudications_is_lost() -> None:
    check_saves(10_000)
