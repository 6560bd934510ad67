"""8 : 1 : 1 by group: a seeded greedy choice that keeps sources, kinds and lengths balanced. No Django."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SHARES: dict[str, float] = {"train": 0.8, "val": 0.1, "test": 0.1}
SEED = "deeptrace"


@dataclass(frozen=True, slots=True)
class SplitGroup:
    """Videos that must share a split: a name that is the same on every server, how many, of which sort."""

    name: str
    size: int
    stratum: str


@dataclass(slots=True)
class Balance:
    """How many videos each split has so far, in all and in each stratum."""

    total: Counter[str] = field(default_factory=Counter)
    strata: dict[str, Counter[str]] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)

    def add(self, *, split: str, stratum: str, size: int) -> None:
        """Count videos that have their place."""
        self.total[split] += size
        self.strata.setdefault(stratum, Counter())[split] += size

    def cost(self, *, split: str, group: SplitGroup) -> float:
        """How far from 8 : 1 : 1 the placing would leave the stratum and the whole."""
        stratum = self.strata.get(group.stratum, Counter())
        return self._deviation(stratum, split, group.size) + self._deviation(self.total, split, group.size)

    def place(self, group: SplitGroup) -> str:
        """The split that leaves the best balance; the group counts as placed there."""
        split = min(self.shares, key=lambda name: self.cost(split=name, group=group))
        self.add(split=split, stratum=group.stratum, size=group.size)
        return split

    def _deviation(self, counts: Counter[str], split: str, size: int) -> float:
        """The squared distance from the wanted counts after adding, in videos."""
        videos = counts.total() + size
        after = {name: counts[name] + (size if name == split else 0) for name in self.shares}
        return sum((after[name] - share * videos) ** 2 for name, share in self.shares.items())


def splits_choose(groups: Iterable[SplitGroup], balance: Balance) -> Mapping[str, str]:
    """A split for every group by name: large groups first, then in an order that the seed fixes."""
    ordered = sorted(groups, key=lambda group: (-group.size, order_of(group.name)))
    return {group.name: balance.place(group) for group in ordered}


def shares_of(ratio: Sequence[int]) -> dict[str, float]:
    """The share of each split by a ratio such as 8 : 1 : 1."""
    return {name: part / sum(ratio) for name, part in zip(SHARES, ratio, strict=True)}


def order_of(name: str) -> str:
    """The place of a group among those of its size: by chance, but the same on every server."""
    return hashlib.sha256(f"{SEED}:{name}".encode()).hexdigest()
