"""Many reviewers at once: nobody is given what another holds, on either database."""

import pytest

from tests.annotations.work.crowds import crowd

pytestmark = pytest.mark.data_layer


def test_two_reviewers_never_get_the_same_video() -> None:
    report = crowd("reviews", count=24, people=6)
    assert report["claims"] >= 24
    assert (report["golds"], report["judged_twice"], report["most_hands"]) == (24, 0, 1)
