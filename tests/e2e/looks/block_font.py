"""A font of bars: each letter a filled bar, each space empty, all of one width.

Pages drawn with it have the same lines and the same layout on every machine, whatever fonts it has. Built by
hand after the OpenType specification (https://learn.microsoft.com/typography/opentype/spec/): a TrueType file
with three glyphs, and a character map of format 13, which gives many characters one glyph.
"""

import base64
import struct
from itertools import accumulate

EM = 1000
ASCENT, DESCENT = 800, -200
ADVANCE = 500
BAR = (40, 0, 460, 560)
SPACES = (0x20, 0xA0)
LAST = 0xFFFF
# Glyph 0 stands for a missing one: a browser that meets it takes another font.
GLYPH_BAR, GLYPH_SPACE = 1, 2
FAMILY = "Bars"


def font() -> bytes:
    """The TrueType file."""
    tables = dict(
        sorted(
            {
                b"OS/2": _os2(),
                b"cmap": _cmap(),
                b"glyf": _bar(),
                b"head": _head(),
                b"hhea": struct.pack(
                    ">IhhhHhhhhhh8xhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, 40, 40, 460, 1, 0, 0, 0, 3
                ),
                b"hmtx": struct.pack(">HhHhHh", ADVANCE, 0, ADVANCE, BAR[0], ADVANCE, 0),
                b"loca": struct.pack(">IIII", 0, 0, len(_bar()), len(_bar())),
                b"maxp": struct.pack(">IH13H", 0x10000, 3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
                b"name": _name(),
                b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
            }.items()
        )
    )
    return _file(tables)


def style_sheet() -> str:
    """A style sheet that draws every text of a page with it."""
    data = base64.b64encode(font()).decode()
    face = f"@font-face {{ font-family: {FAMILY}; src: url(data:font/ttf;base64,{data}); }}"
    return f"{face} *, *::before, *::after, *::placeholder {{ font-family: {FAMILY} !important; }}"


def _file(tables: dict[bytes, bytes]) -> bytes:
    padded = [content + b"\0" * (-len(content) % 4) for content in tables.values()]
    start = 12 + 16 * len(tables)
    offsets = accumulate((len(content) for content in padded), initial=start)
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(
        ">IHHHH",
        0x10000,
        len(tables),
        power * 16,
        power.bit_length() - 1,
        (len(tables) - power) * 16,
    )
    directory = b"".join(
        tag + struct.pack(">III", _checksum(content), offset, len(content))
        for (tag, content), offset in zip(tables.items(), offsets, strict=False)
    )
    return header + directory + b"".join(padded)


def _checksum(content: bytes) -> int:
    padded = content + b"\0" * (-len(content) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF)


def _bar() -> bytes:
    left, bottom, right, top = BAR
    outline = struct.pack(">hhhhh", 1, left, bottom, right, top)
    points = struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    across = struct.pack(">4h", left, 0, right - left, 0)
    upwards = struct.pack(">4h", bottom, top - bottom, 0, bottom - top)
    content = outline + points + across + upwards
    return content + b"\0" * (-len(content) % 4)


def _cmap() -> bytes:
    groups = [(SPACES[0], SPACES[0], GLYPH_SPACE), (SPACES[0] + 1, SPACES[1] - 1, GLYPH_BAR)]
    groups += [(SPACES[1], SPACES[1], GLYPH_SPACE), (SPACES[1] + 1, LAST, GLYPH_BAR)]
    body = b"".join(struct.pack(">III", *group) for group in groups)
    table = struct.pack(">HHIII", 13, 0, 16 + len(body), 0, len(groups)) + body
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _head() -> bytes:
    bounds = struct.pack(">hhhh", *BAR)
    times = struct.pack(">qq", 0, 0)
    start = struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM)
    return start + times + bounds + struct.pack(">HHhhh", 0, 8, 2, 1, 0)


def _name() -> bytes:
    texts = {1: FAMILY, 2: "Regular", 4: FAMILY, 6: FAMILY}
    encoded = {key: text.encode("utf-16-be") for key, text in texts.items()}
    offsets = accumulate((len(text) for text in encoded.values()), initial=0)
    records = b"".join(
        struct.pack(">6H", 3, 1, 0x409, key, len(text), offset)
        for (key, text), offset in zip(encoded.items(), offsets, strict=False)
    )
    return struct.pack(">HHH", 0, len(texts), 6 + 12 * len(texts)) + records + b"".join(encoded.values())


def _os2() -> bytes:
    start = struct.pack(">HhHHH", 4, ADVANCE, 400, 5, 0)
    scripts = struct.pack(">11h", 650, 700, 0, 140, 650, 700, 0, 480, 50, 250, 0)
    ranges = bytes(10) + struct.pack(">IIII4sHHH", 1, 0, 0, 0, b"NONE", 0x40, SPACES[0], LAST)
    lines = struct.pack(">hhhHHII", ASCENT, DESCENT, 0, ASCENT, -DESCENT, 1, 0)
    return start + scripts[:22] + ranges + lines + struct.pack(">hhHHH", 560, 700, 0, 0x20, 1)
