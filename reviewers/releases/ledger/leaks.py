"""Looking for leaks: videos of different splits that show or ask for the same. Through a scratch table.

Two videos leak into each other that share their prompt, their group (one prompt, one source clip), or a first
frame that looks the same: difference hashes of 64 bits (Krawetz 2013) that differ in a few bits. Hashes that
near agree in one of a few bands of their bits at least (pigeonhole), so only those are compared.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from typing import Any

from reviewers.releases.ledger.scratch import Scratch

BITS, BANDS = 64, 5
MAX_DISTANCE = BANDS - 1
MOST_COMPARED = 1000
EXAMPLES, SHOWN = 50, 5
SHARED = {"prompt": "prompt", "group": "grp"}
TABLES = (
    "CREATE TABLE band (band INTEGER, bits INTEGER, picture TEXT, PRIMARY KEY (band, bits, picture))"
    " WITHOUT ROWID",
    "CREATE TABLE near (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
)


def leaks_find(scratch: Scratch) -> dict[str, Any]:
    """What the checks found among the included videos that have a split, with a few examples of each."""
    checks = {name: _shared(scratch, column) for name, column in SHARED.items()}
    checks["first_frame"] = _first_frames(scratch)
    unseen = "SELECT count(*) FROM included WHERE picture = ''"
    return {
        "found": sum(check["found"] for check in checks.values()),
        "checks": checks,
        "without_first_frame": scratch.value(unseen),
        "first_frame_bits": MAX_DISTANCE,
    }


def _shared(scratch: Scratch, column: str) -> dict[str, Any]:
    """Values that videos of more than one split have in common."""
    values = (
        f"SELECT {column} FROM included WHERE {column} != '' AND split != ''"  # noqa: S608  # our own names
        f" GROUP BY {column} HAVING count(DISTINCT split) > 1 ORDER BY min(n)"
    )
    members = f"SELECT video_id, split FROM included WHERE {column} = ? AND split != '' ORDER BY n"  # noqa: S608
    found = int(scratch.value(f"SELECT count(*) FROM ({values})"))  # noqa: S608
    chosen = list(scratch.rows(f"{values} LIMIT {EXAMPLES}"))
    return {"found": found, "examples": [_example(scratch.rows(members, value)) for (value,) in chosen]}


def _first_frames(scratch: Scratch) -> dict[str, Any]:
    same = _shared(scratch, "picture")
    near_note(scratch, "SELECT DISTINCT picture FROM included WHERE picture != '' AND split != ''")
    apart = (
        "FROM near WHERE (SELECT count(DISTINCT split) FROM included"
        " WHERE picture IN (near.a, near.b) AND split != '') > 1"
    )
    members = "SELECT video_id, split FROM included WHERE picture IN (?, ?) AND split != '' ORDER BY n"
    pairs = list(scratch.rows(f"SELECT a, b {apart} ORDER BY a, b LIMIT {EXAMPLES}"))  # noqa: S608
    examples = [_example(scratch.rows(members, *pair)) for pair in pairs]
    found = int(scratch.value(f"SELECT count(*) {apart}"))  # noqa: S608
    return {"found": same["found"] + found, "examples": [*same["examples"], *examples][:EXAMPLES]}


def near_note(scratch: Scratch, pictures: str) -> None:
    """Put the pairs that look nearly the same, of the pictures that the question finds, into `near`."""
    scratch.run("DELETE FROM band")
    scratch.run("DELETE FROM near")
    bands = (
        (band, bits, picture)
        for (picture,) in scratch.rows(pictures)
        for band, bits in enumerate(_bands(int(picture, 16)))
    )
    scratch.many("INSERT INTO band VALUES (?, ?, ?)", bands)
    scratch.many("INSERT OR IGNORE INTO near VALUES (?, ?)", _near(scratch))


def _near(scratch: Scratch) -> Iterator[tuple[str, str]]:
    """Pairs of different hashes at most MAX_DISTANCE bits apart; of a very common band only neighbours."""
    rows = scratch.rows("SELECT band, bits, picture FROM band ORDER BY band, bits, picture")
    for _, members in groupby(rows, key=lambda row: row[:2]):
        pictures = [row[2] for row in members]
        yield from _near_pairs(pictures)


def _near_pairs(pictures: Sequence[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(pictures), MOST_COMPARED):
        values = [(int(picture, 16), picture) for picture in pictures[start : start + MOST_COMPARED]]
        for (a, left), (b, right) in combinations(values, 2):
            if (a ^ b).bit_count() <= MAX_DISTANCE:
                yield left, right


def _bands(value: int) -> list[int]:
    """The bits of a hash in BANDS parts."""
    edges = [BITS * band // BANDS for band in range(BANDS + 1)]
    return [(value >> low) & ((1 << (high - low)) - 1) for low, high in zip(edges, edges[1:], strict=False)]


def _example(members: Iterator[tuple[Any, ...]]) -> dict[str, Any]:
    """Some of the videos, of each split at least one."""
    kept: list[dict[str, str]] = []
    more = 0
    for video_id, split in members:
        if len(kept) < SHOWN or split not in {video["split"] for video in kept}:
            kept.append({"video_id": video_id, "split": split})
        else:
            more += 1
    return {"videos": kept, "more": more}
