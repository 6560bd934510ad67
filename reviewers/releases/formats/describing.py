"""What is counted for those who describe a release: the dataset card and the Croissant file."""

from collections import Counter
from dataclasses import dataclass, field

from reviewers.releases.formats.base import ReleaseVideo
from reviewers.releases.formats.parquet import split_of


@dataclass(slots=True)
class Tally:
    """Counts that do not grow with the number of videos: of each kind, split, source, category, licence."""

    kinds: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    traces: int = 0

    def add(self, item: ReleaseVideo) -> None:
        """Count one video."""
        self.kinds[item.kind] += 1
        self.splits[item.split or "none"] += 1
        self.rows.update(split_of(row) for row in item.rows)
        self.sources[item.source or "unknown"] += 1
        self.categories.update(key for trace in item.traces for key in trace["categories"])
        self.licences[item.licence or "not stated"] += 1
        self.traces += len(item.traces)

    @property
    def videos(self) -> int:
        """How many videos there are."""
        return self.kinds.total()
