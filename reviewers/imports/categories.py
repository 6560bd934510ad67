"""Which categories the raw tags of a row mean, by the project's table."""

from dataclasses import dataclass

from annotations.benchmark.row import BenchmarkRow, extra_categories, extra_other_tag
from annotations.models import Category, Project, RawTag

OTHER = "other"
MAX_TAG_CHARS = 200


@dataclass(frozen=True, slots=True)
class TagTable:
    """Raw tag -> category key: the project's table first, then the categories' own names and keys."""

    meanings: dict[str, str]
    keys: frozenset[str]

    def categories_of(self, row: BenchmarkRow) -> tuple[list[str], str]:
        """The category keys, the primary one first, and the tag for what none of them names.

        Keys that our own export wrote count before the raw tags.
        """
        own = extra_categories(row)
        if own is not None and set(own) <= self.keys:
            return own, extra_other_tag(row)[:MAX_TAG_CHARS]
        tags = row.trace.raw_tags if row.trace else ()
        known = [self.meanings.get(normalised(tag)) for tag in tags]
        unnamed = [tag for tag, key in zip(tags, known, strict=True) if key is None]
        keys = list(dict.fromkeys(key or OTHER for key in known))
        return keys, "; ".join(unnamed)[:MAX_TAG_CHARS]


def tag_table(project: Project | None) -> TagTable:
    """The project's table of raw tags, without a project that of the template: 2 queries."""
    categories = list(Category.objects.filter(project=project).values_list("key", "name"))
    keys = frozenset(key for key, _ in categories)
    meanings = {normalised(name): key for key, name in categories} | {key: key for key in keys}
    for tag, key in RawTag.objects.filter(project=project).values_list("tag", "category_key"):
        if key in keys:
            meanings[normalised(tag)] = key
    return TagTable(meanings=meanings, keys=keys)


def normalised(tag: str) -> str:
    """A tag as the table holds it: lower case, single spaces."""
    return " ".join(tag.lower().split())
