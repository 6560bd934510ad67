"""What an import from Labelbox says about the lines of its file."""

from dataclasses import dataclass, field
from typing import Any

from annotations.benchmark.fields import FieldError


@dataclass(frozen=True, slots=True)
class Origin:
    """Which line (0-based) and which object of it a row was made of."""

    line: int
    name: str

    def told(self, key: str, code: str, detail: str) -> FieldError:
        """Something to say about it."""
        return {"row": self.line, "field": f"{self.name}.{key}".strip("."), "code": code, "detail": detail}


@dataclass(slots=True)
class Findings:
    """What is wrong, and what could not be taken because this platform has nothing of the kind."""

    errors: list[FieldError] = field(default_factory=list)
    without_counterpart: list[FieldError] = field(default_factory=list)
    _seen: set[tuple[int, str, str, str]] = field(default_factory=set)

    def wrong(self, origin: Origin, key: str, code: str, detail: str) -> None:
        """A line, or an object of it, that cannot go in."""
        self.errors.append(origin.told(key, code, detail))

    def foreign(self, origin: Origin, key: str, code: str, detail: str) -> None:
        """Something that has no counterpart here, told once; the rest goes in."""
        told = origin.told(key, code, detail)
        seen = (origin.line, told["field"], code, detail)
        if seen not in self._seen:
            self._seen.add(seen)
            self.without_counterpart.append(told)


def as_mapping(value: Any) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []
