"""How fast a frame is on the screen: `python -m bench.scrub`.

Single steps and random jumps in a headless Chromium with software rendering, beside the exact way with a
media element, on clips of one GOP whose frames carry their number: each painted frame is read back.
"""

import os
import random
import statistics
import sys
import tempfile
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from bench.player_page import PlayerPage, player_page_opened, player_page_served
from bench.table import Row, report
from tests.media import ClipSpec, clip

PLAIN = ("-pix_fmt", "yuv420p")
CLIPS = {
    "720p24": ClipSpec(size=(1280, 720), frames=120, encoder=PLAIN),
    "720p30": ClipSpec(fps=Fraction(30), size=(1280, 720), frames=150, encoder=PLAIN),
    "1080p24": ClipSpec(size=(1920, 1080), frames=120, encoder=PLAIN),
    "1080p30": ClipSpec(fps=Fraction(30), size=(1920, 1080), frames=150, encoder=PLAIN),
}
PROMISED = ("720p24", "720p30")
FORWARD, BACKWARD, RANDOM = "steps forward", "steps backward", "random jumps"
LIMITS_MS = {FORWARD: 8, BACKWARD: 8, RANDOM: 25}
EVENT_MS, FIRST_FRAME_MS, TIMES_FASTER = 33, 1000, 20
REQUESTS, VIDEO_REQUESTS, EVENTS = 200, 30, 200
KEY_PAUSE_MS, POINTER_PAUSE_MS = 33, 16
MIB = 2**20
BUDGET_BYTES = 768 * MIB
SEED = 2

Probes = list[tuple[int, int, float]]


@dataclass(frozen=True)
class Times:
    """How long a series of requests took, and how many of them showed another frame than the wanted one."""

    ms: tuple[float, ...]
    wrong: int

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.ms, n=20)[-1]

    def __str__(self) -> str:
        figures = f"{self.p50:.1f} / {self.p95:.1f} / {max(self.ms):.1f} ms"
        return f"{figures}, {self.wrong} of {len(self.ms)} wrong"


def main() -> int:
    with player_page_served() as pages, sync_playwright() as playwright:
        clips_add(pages)
        rows = [row for name in CLIPS for row in clip_measured(playwright, pages, name)]
    report(rows)
    return 1 if any(row.holds is False for row in rows) else 0


def clips_add(pages: PlayerPage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, spec in CLIPS.items():
            pages.add(name, clip(name, spec, Path(folder)))


def clip_measured(playwright: Playwright, pages: PlayerPage, name: str) -> list[Row]:
    """All figures of one clip; promises are made for 720p and only printed beside 1080p."""
    with player_page_opened(playwright, pages.origin) as page:
        before = chromium_pss()
        rows = opening(page, pages, name)
        frame_count = pages.clips[name].facts.table.frame_count
        ours = {series: times_of(probed(page, frames)) for series, frames in series_of(frame_count).items()}
        rows += [stepping_row(name, series, times) for series, times in ours.items()]
        rows.append(memory_row(name, chromium_pss() - before))
        for series, frames in series_of(frame_count).items():
            theirs = times_of(probed(page, frames[:VIDEO_REQUESTS], "probeVideo"))
            rows.append(video_row(name, series, ours[series], theirs))
        rows += events(page, pages, name)
    return [row if name in PROMISED else replace(row, holds=None) for row in rows]


def opening(page: Page, pages: PlayerPage, name: str) -> list[Row]:
    opened = page.evaluate("request => bench.open(request)", pages.request(name, byteBudget=BUDGET_BYTES))
    if opened["status"]["phase"] != "ready":
        raise RuntimeError(f"{name}: {opened}")
    first = opened["firstFrameMs"]
    return [
        row(name, "first frame", f"{first:.0f} ms", f"<= {FIRST_FRAME_MS} ms", first <= FIRST_FRAME_MS),
        row(name, "whole clip decoded", f"{opened['endMs']:.0f} ms"),
    ]


def probed(page: Page, frames: list[int], way: str = "probe") -> Probes:
    probes: Probes = page.evaluate(f"frames => bench.{way}(frames)", frames)
    return probes


def stepping_row(name: str, series: str, times: Times) -> Row:
    holds = times.p95 <= LIMITS_MS[series] and not times.wrong
    return row(name, series, str(times), f"p95 <= {LIMITS_MS[series]} ms", holds)


def video_row(name: str, series: str, ours: Times, theirs: Times) -> Row:
    """The same requests, fewer of them, by a media element that is sought and verified."""
    slower = theirs.p50 / ours.p50
    value = f"{theirs}: {slower:.0f} times slower"
    if series != BACKWARD:
        return row(name, f"{series} by <video>", value)
    target = f">= {TIMES_FASTER} times slower"
    return row(name, f"{series} by <video>", value, target, slower >= TIMES_FASTER)


def memory_row(name: str, grown: int) -> Row:
    """What all processes grew by, from the empty page until after the player's requests."""
    cap = BUDGET_BYTES // MIB
    return row(name, "memory (PSS)", f"+{grown / MIB:.0f} MiB", f"<= {cap} MiB", grown <= BUDGET_BYTES)


def series_of(frame_count: int) -> dict[str, list[int]]:
    """The frames to ask for, one after the other."""
    return {
        FORWARD: walk(frame_count, 1),
        BACKWARD: walk(frame_count, -1),
        RANDOM: jumps(frame_count),
    }


def events(page: Page, pages: PlayerPage, name: str) -> list[Row]:
    """From the event of a key or of the pointer until what it asks for was painted."""
    page.evaluate("bench.probe([0])")
    wrong = 0
    page.evaluate("bench.watch('keydown')")
    for press in range(1, EVENTS + 1):
        page.keyboard.press("ArrowRight" if press <= EVENTS // 2 else "ArrowLeft")
        page.wait_for_timeout(KEY_PAUSE_MS)
        frame, code = page.evaluate("bench.painted()")
        wrong += frame != code or frame != min(press, EVENTS - press)
    keys = Times(tuple(page.evaluate("bench.delays()")), wrong)
    page.evaluate("bench.watch('pointermove')")
    drag(page, box_middle(page, pages.clips[name].facts.width))
    moves = Times(tuple(page.evaluate("bench.delays()")), 0)
    limit = f"p95 <= {EVENT_MS} ms"
    return [
        row(name, "key to painted", str(keys), limit, keys.p95 <= EVENT_MS and not keys.wrong),
        row(name, "pointer to repainted box", str(moves).split(",")[0], limit, moves.p95 <= EVENT_MS),
    ]


def box_middle(page: Page, picture_width: int) -> tuple[float, float]:
    """Where the page's box, (100, 100, 60, 40) of the picture, has its middle on the screen."""
    canvas = page.locator("canvas").bounding_box()
    if canvas is None:
        raise RuntimeError("the canvas is not on the page")
    scale = canvas["width"] / picture_width
    return canvas["x"] + 130 * scale, canvas["y"] + 120 * scale


def drag(page: Page, centre: tuple[float, float]) -> None:
    page.mouse.move(*centre)
    page.mouse.down()
    for move in range(EVENTS):
        page.mouse.move(centre[0] + move, centre[1] + move / 2)
        page.wait_for_timeout(POINTER_PAUSE_MS)
    page.mouse.up()


def walk(count: int, direction: int) -> list[int]:
    """REQUESTS single steps, to and fro within the clip but each one in the same direction."""
    start = 0 if direction > 0 else count - 1
    return [(start + direction * step) % count for step in range(1, REQUESTS + 1)]


def jumps(count: int) -> list[int]:
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    return [chance.randrange(count) for _ in range(REQUESTS)]


def times_of(probes: Probes) -> Times:
    return Times(tuple(ms for _, _, ms in probes), sum(frame != code for frame, code, _ in probes))


def row(name: str, measure: str, value: str, target: str = "", holds: bool | None = None) -> Row:
    return Row("scrub", f"{name} {measure}", value, target, holds)


def chromium_pss() -> int:
    """Bytes of memory of the Chromium processes that this one started, shared pages counted once."""
    return sum(pss_of(process) for process in processes_below(os.getpid()) if is_chromium(process))


def processes_below(pid: int) -> list[Path]:
    children = [int(child) for task in Path(f"/proc/{pid}/task").glob("*") for child in children_of(task)]
    return [Path(f"/proc/{pid}"), *(process for child in children for process in processes_below(child))]


def children_of(task: Path) -> list[str]:
    return reading(task / "children").split()


def is_chromium(process: Path) -> bool:
    return "chromium" in reading(process / "comm")


def pss_of(process: Path) -> int:
    lines = reading(process / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def reading(path: Path) -> str:
    """The text of a file; empty when the process ended meanwhile."""
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
