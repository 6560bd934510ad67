"""Eight writers of one answer at once: every save counts, and a stale one sees the present."""

import pytest

from tests.annotations.work.crowds import crowd

pytestmark = pytest.mark.data_layer


def check(saves: int) -> None:
    report = crowd("saves", count=saves, people=8)
    assert report["wrong"] == []
    assert report["saved"] == report["counted"] == report["revision"] == saves


def test_no_save_is_lost() -> None:
    check(1_000)


@pytest.mark.full
def test_none_of_ten_thousand_saves_is_lost() -> None:
    check(10_000)
