"""How fast a frame is on the screen: `python -m bench.scrub`.

Single steps and random jumps in a headless Chromium with software rendering, beside the exact way with a
media element, on clips of one GOP whose frames carry their number: each painted frame is read back.
"""

import os
import random
import statistics
import sys
import tempfile
from dataclasses import dataclass
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
STEP_MS, JUMP_MS, EVENT_MS, FIRST_FRAME_MS, TIMES_FASTER = 8, 25, 33, 1000, 20
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
        rows = [*opening(page, pages, name), *stepping(page, pages, name), *events(page, pages, name)]
    return [row if name in PROMISED else Row(row.bench, row.measure, row.value, row.target) for row in rows]


def opening(page: Page, pages: PlayerPage, name: str) -> list[Row]:
    before = chromium_pss()
    opened = page.evaluate("request => bench.open(request)", pages.request(name, byteBudget=BUDGET_BYTES))
    if opened["status"]["phase"] != "ready":
        raise RuntimeError(f"{name}: {opened}")
    grown = chromium_pss() - before
    first = opened["firstFrameMs"]
    return [
        row(name, "first frame", f"{first:.0f} ms", f"<= {FIRST_FRAME_MS} ms", first <= FIRST_FRAME_MS),
        row(name, "whole clip decoded", f"{opened['endMs']:.0f} ms"),
        row(
            name,
            "memory (PSS)",
            f"+{grown / MIB:.0f} MiB",
            f"<= {BUDGET_BYTES // MIB} MiB",
            grown <= BUDGET_BYTES,
        ),
    ]


def stepping(page: Page, pages: PlayerPage, name: str) -> list[Row]:
    """Series of requests, the player's and the media element's."""
    count = pages.clips[name].facts.table.frame_count
    series = {
        "200 steps forward": (walk(count, 1), STEP_MS),
        "200 steps backward": (walk(count, -1), STEP_MS),
        "200 random jumps": (jumps(count), JUMP_MS),
    }
    rows = []
    for measure, (frames, limit_ms) in series.items():
        ours = times_of(page.evaluate("frames => bench.probe(frames)", frames))
        fewer = frames[:VIDEO_REQUESTS]
        theirs = times_of(page.evaluate("frames => bench.probeVideo(frames)", fewer))
        rows.append(
            row(name, measure, str(ours), f"p95 <= {limit_ms} ms", ours.p95 <= limit_ms and not ours.wrong)
        )
        rows.append(row(name, f"  by <video>, {VIDEO_REQUESTS}", str(theirs)))
        if measure.endswith("backward"):
            faster = theirs.p50 / ours.p50
            rows.append(
                row(
                    name,
                    "  times faster (p50)",
                    f"{faster:.0f}",
                    f">= {TIMES_FASTER}",
                    faster >= TIMES_FASTER,
                )
            )
    return rows


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
