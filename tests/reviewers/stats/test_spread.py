"""Quantiles and bars of working times: hand-counted."""

import pytest

from reviewers.selectors.stats.spread import Bar, bars_of, percentile, spread_of

MINUTE = 60_000


def test_nothing_has_no_spread() -> None:
    spread = spread_of([])
    assert (spread.n, spread.total, spread.median, spread.p90, spread.bars) == (0, 0, None, None, [])


def test_one_value_is_every_percentile() -> None:
    spread = spread_of([90_000])
    assert (spread.median, spread.p90, spread.total) == (90_000, 90_000, 90_000)
    assert sum(bar.n for bar in spread.bars) == 1


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([1, 2, 3, 4], 50, 2),  # the mean of 2 and 3 is 2.5, to an even whole
        ([10, 20, 30], 50, 20),
        (list(range(1, 11)), 90, 10),  # 9.5: between the ninth and the tenth, to an even whole
        (list(range(1, 12)), 90, 10),
    ],
)
def test_percentiles(values: list[int], percent: int, expected: int) -> None:
    assert percentile(values, percent) == expected


def test_bars_hold_every_value_once() -> None:
    times = sorted([0, 4_999, 5_000, 60_000, 99_999])
    bars = bars_of(times)
    assert bars[0] == Bar(0, 5_000, 2)
    assert bars[1] == Bar(5_000, 10_000, 1)
    assert sum(bar.n for bar in bars) == len(times)
    assert [bar.from_ms for bar in bars[1:]] == [bar.to_ms for bar in bars[:-1]]


def test_the_slowest_few_do_not_flatten_the_rest() -> None:
    bars = bars_of(sorted([2 * MINUTE] * 99 + [500 * MINUTE]))
    assert bars[-1].to_ms is None
    assert bars[-1].n == 1
    assert len(bars) <= 21
