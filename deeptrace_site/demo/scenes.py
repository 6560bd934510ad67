"""Small scenes of things on a table: where everything is on each frame. paint.py draws them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deeptrace_site.demo.plan import Artefact, Box, DemoClip

WIDTH, HEIGHT, FRAMES = 960, 540, 108
TABLE_Y = 420
MARGIN = 6
WALLPAPER, EXAMPLES, EXAMPLES_WALL = "wallpaper", "examples", "examples-wall"
STRIPES = {WALLPAPER: 0.1, EXAMPLES_WALL: 0.3}  # how strong they are on the wall
RIPPLE_BOX, RIPPLE_FRAMES = (300, 90, 360, 240), (44, 92)
GONE_FROM, SPLIT_AT, MERGED_GAP, TURN_AT, TURN_LASTS, EXTRA_FROM = 52, 40, 30, 44, 24, 46
SLIDE_FROM, SLIDE_LASTS, MELT_FROM, MELT_LASTS = 36, 36, 30, 48
RED, AMBER, TEAL, VIOLET, SAND = (
    (222, 84, 70),
    (240, 172, 62),
    (58, 166, 158),
    (126, 104, 204),
    (214, 188, 150),
)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the picture: a ball or a block, by its centre and size in pixels."""

    shape: str
    colour: Colour
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """The pixels that it covers, with a little room."""
        left, top = (
            math.floor(self.x - self.width / 2) - MARGIN,
            math.floor(self.y - self.height / 2) - MARGIN,
        )
        return left, top, math.ceil(self.width) + 2 * MARGIN, math.ceil(self.height) + 2 * MARGIN


Scene = Callable[[int], list[Item]]


def ball(colour: Colour, x: float, y: float, size: float = 84) -> Item:
    """A ball by its centre."""
    return Item("ball", colour, x, y, size, size)


def block(colour: Colour, x: float, width: float, height: float) -> Item:
    """A block that stands on the table."""
    return Item("block", colour, x, TABLE_Y - height / 2, width, height)


def resting(x: float, size: float = 84) -> tuple[float, float]:
    """The centre of a ball that lies on the table."""
    return x, TABLE_Y - size / 2


def bouncing(
    frame: int, x: float, speed: float, height: float = 190, period: int = 36
) -> tuple[float, float]:
    """The centre of a ball that hops over the table."""
    return x + speed * frame, TABLE_Y - 42 - height * abs(math.sin(math.pi * frame / period))


def around(items: Iterable[Item]) -> Box:
    """The smallest box around all of them, inside the picture."""
    boxes = [item.box for item in items]
    left, top = max(0, min(box[0] for box in boxes)), max(0, min(box[1] for box in boxes))
    right = min(WIDTH, max(box[0] + box[2] for box in boxes))
    bottom = min(HEIGHT, max(box[1] + box[3] for box in boxes))
    return left, top, right - left, bottom - top


def still_life(frame: int) -> list[Item]:
    """Nothing is wrong here."""
    swing = 14 * math.sin(frame / 9)
    return [
        block(SAND, 700, 150, 210),
        block(TEAL, 840, 90, 120),
        ball(AMBER, *bouncing(frame, 130, 3.1)),
        ball(RED, *resting(520 + swing)),
    ]


def vanishing(frame: int) -> list[Item]:
    """The amber ball comes to rest and is gone from one frame to the next."""
    eased = 1 - (1 - min(frame, 48) / 48) ** 2
    rest = [block(VIOLET, 780, 120, 170), ball(TEAL, *bouncing(frame, 40, 2.2, 120, 27), 64)]
    return rest if frame >= GONE_FROM else [*rest, ball(AMBER, *resting(150 + 330 * eased))]


def splitting(frame: int) -> list[Item]:
    """One ball becomes two that part."""
    return [block(SAND, 800, 110, 240), *split_balls(frame)]


def split_balls(frame: int) -> list[Item]:
    """The ball, or the two that it became."""
    if frame < SPLIT_AT:
        return [ball(RED, *bouncing(frame, 120, 5.0))]
    gone = frame - SPLIT_AT
    x, y = bouncing(SPLIT_AT, 120, 5.0)
    drop = min(gone * 4.0, TABLE_Y - 36 - y)
    return [ball(RED, x - 3.2 * gone, y + drop, 70), ball(RED, x + 3.2 * gone, y + drop, 70)]


def merging(frame: int) -> list[Item]:
    """Two balls roll towards each other and go on as one."""
    return [block(TEAL, 120, 100, 160), block(TEAL, 860, 80, 110), *merged_balls(frame)]


def merged_balls(frame: int) -> list[Item]:
    """The two balls, or the one that they became."""
    gap = 300 - 5 * frame
    if gap > MERGED_GAP:
        return [ball(AMBER, *resting(480 - gap)), ball(VIOLET, *resting(480 + gap))]
    return [ball(AMBER, *resting(480 + 1.5 * (frame - 54), 96), 96)]


def jumping(frame: int) -> list[Item]:
    """A ball in flight turns back and up."""
    return [block(SAND, 560, 130, 130), jumping_ball(frame)]


def jumping_ball(frame: int) -> Item:
    """The ball: thrown until it turns, then against all reason."""
    if frame <= TURN_AT:
        return ball(RED, 90 + 8.5 * frame, 380 - 9.5 * frame + 0.105 * frame**2)
    gone = frame - TURN_AT
    start = jumping_ball(TURN_AT)
    if gone <= TURN_LASTS:
        return ball(RED, start.x - 6 * gone, start.y - 2.2 * gone + 20 * math.sin(gone / 3))
    turned = jumping_ball(TURN_AT + TURN_LASTS)
    fall = min(0.35 * (gone - TURN_LASTS) ** 2, TABLE_Y - 42 - turned.y)
    return ball(RED, turned.x, turned.y + fall)


def extra_block(frame: int) -> list[Item]:
    """A second violet block stands there all at once."""
    rest = [block(VIOLET, 220, 110, 190), ball(AMBER, *bouncing(frame, 330, 3.4))]
    return rest if frame < EXTRA_FROM else [*rest, block(VIOLET, 360, 110, 190)]


def sliding(frame: int) -> list[Item]:
    """A heavy block slides aside while nothing touches it."""
    return [
        sliding_block(frame),
        block(SAND, 830, 90, 110),
        ball(TEAL, *bouncing(frame, 60, 1.2, 150, 30), 70),
    ]


def sliding_block(frame: int) -> Item:
    """The block: it moves for a second and a half."""
    share = min(max(frame - SLIDE_FROM, 0), SLIDE_LASTS) / SLIDE_LASTS
    return block(VIOLET, 420 + 170 * share, 140, 220)


def melting(frame: int) -> list[Item]:
    """A ball goes soft like rubber."""
    return [block(SAND, 200, 150, 160), block(TEAL, 760, 120, 230), melting_ball(frame)]


def melting_ball(frame: int) -> Item:
    """The ball: it wobbles for two seconds."""
    share = min(max(frame - MELT_FROM, 0), MELT_LASTS) / MELT_LASTS
    wobble = 0.42 * math.sin((frame - MELT_FROM) / 4) * math.sin(math.pi * share)
    width, height = 110 * (1 + wobble), 110 * (1 - wobble)
    return Item("ball", AMBER, 480, TABLE_Y - height / 2, width, height)


def wallpaper(frame: int) -> list[Item]:
    """A ball hops before a striped wall."""
    return [block(TEAL, 120, 110, 150), ball(RED, *bouncing(frame, 230, 4.6, 150, 30), 70)]


def for_examples(frame: int) -> list[Item]:
    """What the examples of the categories are forged from; it is in no queue."""
    return [
        block(VIOLET, 110, 130, 200),
        block(SAND, 890, 120, 150),
        ball(AMBER, *resting(400, 110), 110),
        ball(RED, *bouncing(frame, 560, 0.8, 110, 30), 100),
    ]


SCENES: dict[str, Scene] = {
    "ball-on-table": vanishing,
    "red-ball": splitting,
    "two-balls": merging,
    "throw": jumping,
    "blocks": extra_block,
    "heavy-block": sliding,
    "soft-ball": melting,
    WALLPAPER: wallpaper,
    EXAMPLES: for_examples,
    EXAMPLES_WALL: for_examples,
    "still-life": still_life,
}


def _made(name: str, prompt: str, artefact: Artefact | None) -> DemoClip:
    return DemoClip(name=name, source="made on the spot", prompt=prompt, artefact=artefact)


CLIPS = [
    _made(
        "ball-on-table",
        "An amber ball rolls to the middle of a table and stops.",
        Artefact(
            52,
            FRAMES - 1,
            "object_disappearance",
            "The amber ball lies still and is gone from one frame to the next; nothing covers it.",
            lambda frame: around([ball(AMBER, *resting(480))]),
        ),
    ),
    _made(
        "red-ball",
        "A red ball hops across a table.",
        Artefact(
            40,
            FRAMES - 1,
            "object_splitting",
            "In mid-air the red ball becomes two smaller ones that drift apart.",
            lambda frame: around(split_balls(frame)),
        ),
    ),
    _made(
        "two-balls",
        "Two balls roll towards each other and collide.",
        Artefact(
            54,
            90,
            "object_merging",
            "The balls meet and fuse: one larger ball rolls on, the violet one has been swallowed.",
            lambda frame: around(merged_balls(frame)),
        ),
    ),
    _made(
        "throw",
        "A red ball is thrown over a block.",
        Artefact(
            45,
            68,
            "object_trajectory",
            "At the top of its flight the ball turns round and wobbles back upwards.",
            lambda frame: around([jumping_ball(frame)]),
        ),
    ),
    _made(
        "blocks",
        "A ball hops past a violet block.",
        Artefact(
            46,
            FRAMES - 1,
            "redundant_object",
            "A second violet block stands on the table all at once.",
            lambda frame: around([block(VIOLET, 360, 110, 190)]),
        ),
    ),
    _made(
        "heavy-block",
        "A small ball hops beside a heavy block.",
        Artefact(
            37,
            72,
            "unexpected_move",
            "The heavy block slides to the right although nothing touches it.",
            lambda frame: around([sliding_block(frame)]),
        ),
    ),
    _made(
        "soft-ball",
        "A ball lies between two blocks.",
        Artefact(
            31,
            77,
            "object_distortion",
            "The ball squashes and stretches like rubber while it lies still.",
            lambda frame: around([melting_ball(frame)]),
        ),
    ),
    _made(
        WALLPAPER,
        "A ball hops along a striped wall.",
        Artefact(
            *RIPPLE_FRAMES,
            "background_distortion",
            "The stripes of the wall ripple like water although nothing moves there.",
            lambda frame: RIPPLE_BOX,
        ),
    ),
    _made("still-life", "A ball hops over a table with blocks.", None),
]
