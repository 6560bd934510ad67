"""How values are spread: quantiles and bars of equal width, in whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SECOND = 1000
MINUTE = 60 * SECOND
WIDTHS = (
    *(5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE),
    *(10 * MINUTE, 20 * MINUTE, 60 * MINUTE),
)
MOST_BARS = 20
SHOWN_PERCENT = 98


@dataclass(frozen=True, slots=True)
class Bar:
    """How many values lie in [from_ms, to_ms); the last bar has no end."""

    from_ms: int
    to_ms: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Of times in milliseconds."""

    n: int
    total: int
    median: int | None
    p90: int | None
    bars: list[Bar]


def spread_of(times: Sequence[int]) -> Spread:
    """Describe ascending times; all None and empty where there are none."""
    if not times:
        return Spread(n=0, total=0, median=None, p90=None, bars=[])
    middle = round(median(times))
    return Spread(len(times), sum(times), middle, percentile(times, 90), bars_of(times))


def percentile(values: Sequence[int], percent: int) -> int:
    """Return a percentile of ascending values; between two values it is their mean, rounded.

    Source: Hyndman and Fan 1996, definition 2, as in reviewers/metrics/bootstrap.py.
    """
    whole, rest = divmod(len(values) * percent, 100)
    low = values[max(0, whole - (0 if rest else 1))]
    return round((low + values[min(whole, len(values) - 1)]) / 2)


def bars_of(times: Sequence[int]) -> list[Bar]:
    """Return bars from 0 on; what the slowest few take is counted in the last one."""
    end = percentile(times, SHOWN_PERCENT) + 1
    width = next((width for width in WIDTHS if width * MOST_BARS >= end), WIDTHS[-1])
    number = min(MOST_BARS, -(-end // width))
    counts = [0] * (number + 1)
    for time in times:
        counts[min(number, time // width)] += 1
    bars = [Bar(at * width, (at + 1) * width, counts[at]) for at in range(number)]
    return [*bars, Bar(number * width, None, counts[number])] if counts[number] else bars
