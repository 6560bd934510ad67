"""In what a release differs from the one before it: added, changed and removed videos, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewers.releases.ledger.contents import Contents
from reviewers.releases.ledger.manifest import Listed, manifest_videos
from reviewers.releases.ledger.scratch import Scratch

GOLD_MADE, SELECTED, DELETED = "gold_made", "selected", "deleted"
CAUSES = {"gold_version": "gold_new_version", "split": "split", "sha256": "media"}
WITHOUT_MEANING = {"notes", "media", "allow_leaks"}  # options that change no row
DIFFERS = ", ".join(f"included.{name} IS NOT earlier.{name}" for name in CAUSES)
ADDED = "FROM included WHERE video_id NOT IN (SELECT video_id FROM earlier)"
REMOVED = "FROM earlier WHERE video_id NOT IN (SELECT video_id FROM included)"
CHANGED = f"FROM included JOIN earlier USING (video_id) WHERE {DIFFERS.replace(', ', ' OR ')}"
REASON_OF = (
    f"coalesce((SELECT reason FROM left_out o WHERE o.video_id = earlier.video_id LIMIT 1), '{DELETED}')"  # noqa: S608
)
WHEN_MADE = f"CASE WHEN made_at > ? THEN '{GOLD_MADE}' ELSE '{SELECTED}' END"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The release before this one: its name, its manifest, when it was built, by which options."""

    release: str
    manifest: Path
    built_at: float
    options: Mapping[str, Any]


def changes_summary(contents: Contents, earlier: Earlier | None, options: Mapping[str, Any]) -> Any:
    """How many videos were added, changed and removed, by reason; None where nothing came before."""
    if earlier is None:
        return None
    scratch = contents.scratch
    videos = manifest_videos(earlier.manifest)
    rows = ((v["video_id"], v["split"], v["gold_version"], v["sha256"]) for v in videos)
    scratch.many("INSERT INTO earlier VALUES (?, ?, ?, ?)", rows)
    scratch.run("CREATE INDEX left_out_video ON left_out (video_id)")
    return {
        "since": earlier.release,
        "options": _options_changed(earlier.options, options),
        "counts": {
            "added": _counted(scratch, f"SELECT {WHEN_MADE} AS reason {ADDED}", earlier.built_at),
            "changed": _causes_counted(scratch),
            "removed": _counted(scratch, f"SELECT {REASON_OF} AS reason {REMOVED}"),
        },
    }


def changes_listed(contents: Contents, earlier: Earlier | None, summary: Any) -> Any:
    """The same with every video by name."""
    if earlier is None:
        return None
    scratch = contents.scratch
    added = scratch.rows(f"SELECT video_id, {WHEN_MADE} {ADDED} ORDER BY video_id", earlier.built_at)
    removed = scratch.rows(f"SELECT video_id, {REASON_OF} {REMOVED} ORDER BY video_id")
    return {
        **summary,
        "added": Listed({"video_id": name, "reason": reason} for name, reason in added),
        "changed": Listed({"video_id": name, "reasons": causes} for name, causes in _changed(scratch)),
        "removed": Listed({"video_id": name, "reason": reason} for name, reason in removed),
    }


def _changed(scratch: Scratch) -> Iterator[tuple[str, list[str]]]:
    for name, *differs in scratch.rows(f"SELECT video_id, {DIFFERS} {CHANGED} ORDER BY video_id"):
        yield name, [cause for cause, does in zip(CAUSES.values(), differs, strict=True) if does]


def _causes_counted(scratch: Scratch) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, causes in _changed(scratch):
        for cause in causes:
            found[cause] = found.get(cause, 0) + 1
    return dict(sorted(found.items()))


def _counted(scratch: Scratch, reasons: str, *values: Any) -> dict[str, int]:
    question = f"SELECT reason, count(*) FROM ({reasons}) GROUP BY reason ORDER BY reason"  # noqa: S608
    return {reason: count for reason, count in scratch.rows(question, *values)}


def _options_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The names of policies that differ; what an older release did not know is not compared."""
    names = (before.keys() & now.keys()) - WITHOUT_MEANING
    return sorted(name for name in names if before[name] != now[name])
