"""Groups that begin with nearly the same picture become one group, before splits are chosen."""

from collections.abc import Iterable, Iterator

from reviewers.releases.ledger.leaks import near_note
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.ledger.splits import order_of

TABLE = "CREATE TABLE pictured (picture TEXT, grp TEXT, PRIMARY KEY (picture, grp)) WITHOUT ROWID"
FIRST_WITH = "(SELECT min(grp) FROM pictured WHERE picture = {})"
SAME = f"SELECT {FIRST_WITH.format('p.picture')} AS first, grp FROM pictured p WHERE first != grp"  # noqa: S608
NEAR = f"SELECT {FIRST_WITH.format('a')}, {FIRST_WITH.format('b')} FROM near"  # noqa: S608  # our own names


def pictures_note(scratch: Scratch, pictures: Iterable[tuple[str, str]]) -> None:
    """Note first frames, each with the group of its video."""
    for picture, group in pictures:
        scratch.run("INSERT OR IGNORE INTO pictured VALUES (?, ?)", picture, group)


def groups_join(scratch: Scratch) -> None:
    """Give groups of the table `place` that share a picture, or nearly, the name of the first of them.

    Only groups that are joined are held in memory.
    """
    near_note(scratch, "SELECT DISTINCT picture FROM pictured")
    parents: dict[str, str] = {}
    for question in (SAME, NEAR):
        for one, other in scratch.rows(question):
            first, second = sorted((_root(parents, one), _root(parents, other)))
            if first != second:
                parents[second] = first
    scratch.many("UPDATE place SET grp = ?, ord = ? WHERE grp = ?", _renamed(parents))


def _root(parents: dict[str, str], group: str) -> str:
    """The name under which the group is joined; shortens the way to it."""
    while group in parents:
        parent = parents[group]
        parents[group] = parents.get(parent, parent)
        group = parent
    return group


def _renamed(parents: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for group in [*parents]:
        root = _root(parents, group)
        yield root, order_of(root), group
