"""Curves over the number of traces as a small SVG, both axes logarithmic: no library needed."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 412, 70, 190, 32, 45
COLOURS = ("#0b6e99", "#b3491d", "#2e7d32", "#7b3fa0", "#8a6d00")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")
LINE = 15
STYLE = "font: 13px sans-serif; background: #fff"
Point = tuple[float, float]


def plot(curves: Mapping[str, Sequence[Point]], *, x: str, y: str) -> str:
    """The SVG of these curves: name -> (size, seconds), all above zero. Kinds differ by dash too."""
    points = [point for curve in curves.values() for point in curve]
    low = (floor(log10(min(p[0] for p in points))), floor(log10(min(p[1] for p in points))))
    high = (ceil(log10(max(p[0] for p in points))), ceil(log10(max(p[1] for p in points))))

    def at(size: float, value: float) -> Point:
        across = (log10(size) - low[0]) / max(high[0] - low[0], 1)
        up = (log10(value) - low[1]) / max(high[1] - low[1], 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    corners = at(10 ** low[0], 10 ** low[1]), at(10 ** high[0], 10 ** high[1])
    parts = [_down(at(10**n, 10 ** low[1]), corners[1][1], f"{10**n:,}") for n in range(low[0], high[0] + 1)]
    parts += [_along(at(10 ** low[0], 10.0**n), corners[1][0], f"{10.0**n:g}") for n in _range(low, high)]
    drawn = {name: [at(*point) for point in curve] for name, curve in curves.items()}
    parts += [_curve(number, places) for number, places in enumerate(drawn.values())]
    parts += _names({name: places[-1] for name, places in drawn.items()})
    parts += [_text((LEFT + corners[1][0]) / 2, HEIGHT - 8, x, "middle"), _text(8, TOP - 18, y, "start")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    title = f"<title>{escape(y)} over {escape(x)}</title>"
    return "\n".join([f'{head} style="{STYLE}">', title, *parts, "</svg>", ""])


def _range(low: tuple[int, int], high: tuple[int, int]) -> range:
    return range(low[1], high[1] + 1)


def _down(foot: Point, top: float, text: str) -> str:
    x, y = foot
    return f'<path d="M{x:.1f} {y:.1f}V{top:.1f}" stroke="#ddd"/>' + _text(x, y + 18, text, "middle")


def _along(start: Point, end: float, text: str) -> str:
    x, y = start
    return f'<path d="M{x:.1f} {y:.1f}H{end:.1f}" stroke="#ddd"/>' + _text(x - 8, y + 4, text, "end")


def _curve(number: int, places: Sequence[Point]) -> str:
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    return f'<polyline points="{line}" {style}/>{dots}'


def _names(ends: Mapping[str, Point]) -> list[str]:
    """Each curve's name at its end, from the top down; those that would overlap make way downwards."""
    texts, free = [], 0.0
    for name, (x, y) in sorted(ends.items(), key=lambda each: each[1][1]):
        place = max(y + 4, free)
        free = place + LINE
        texts.append(_text(x + 8, place, name, "start"))
    return texts


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#333">{escape(text)}</text>'
