"""Reading a project's gold for a release: in order, in chunks, in flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from annotations.frames import FrameTable
from annotations.models import Project
from reviewers.models import Gold, GoldTrace
from reviewers.releases.raw_rows import RawRow, raw_row_of
from reviewers.selectors.gold import gold_list

CHUNK = 500


@dataclass(frozen=True, slots=True)
class GoldVideo:
    """One video with the gold that counts; traces in the order of the file; the path it was imported with."""

    gold: Gold
    traces: list[GoldTrace]
    table: FrameTable | None
    imported: RawRow | None


def gold_videos(project: Project) -> Iterator[GoldVideo]:
    """Every video that has gold, by `video_id` in code point order whatever the database's language."""
    names = gold_list(project=project).order_by().values_list("video__video_id", "pk")
    ordered = [pk for _, pk in sorted(names)]
    for start in range(0, len(ordered), CHUNK):
        yield from _chunk(ordered[start : start + CHUNK])


def _chunk(ids: list[UUID]) -> Iterator[GoldVideo]:
    golds = (
        Gold.objects.filter(pk__in=ids)
        .select_related("video", "video__frame_table")
        .prefetch_related(Prefetch("traces", to_attr="gold_traces"))
    )
    by_id = {gold.pk: gold for gold in golds}
    imported = _imported_rows([gold for gold in by_id.values() if not _own_raw(gold)])
    for pk in ids:
        gold = by_id[pk]
        traces = sorted(_traces(gold), key=lambda trace: (trace.onset_frame, str(trace.pk)))
        raw = _own_raw(gold) or imported.get(gold.video_id)
        yield GoldVideo(gold=gold, traces=traces, table=_table_of(gold), imported=raw)


def _traces(gold: Gold) -> list[GoldTrace]:
    found: list[GoldTrace] = gold.gold_traces  # type: ignore[attr-defined]  # set by the prefetch
    return found


def _own_raw(gold: Gold) -> RawRow | None:
    kept = [gold.raw_row, *(trace.raw_row for trace in _traces(gold))]
    first = next((row for row in kept if row is not None), None)
    return None if first is None else raw_row_of(first)


def _imported_rows(golds: list[Gold]) -> dict[UUID, RawRow]:
    """One row of the import that a video once came from, for the videos whose gold has changed since."""
    videos = [gold.video_id for gold in golds if gold.version > 1]
    if not videos:
        return {}
    earlier = Gold.objects.filter(video__in=videos, rule=Gold.Rule.IMPORT)
    rows = earlier.prefetch_related(Prefetch("traces", to_attr="gold_traces"))
    return {gold.video_id: raw for gold in rows if (raw := _own_raw(gold)) is not None}


def _table_of(gold: Gold) -> FrameTable | None:
    record = getattr(gold.video, "frame_table", None)
    if record is None:
        return None
    return FrameTable.from_json(
        {
            "time_base": (record.time_base_num, record.time_base_den),
            "pts": record.pts,
            "end_pts": record.end_pts,
            "key_frames": record.key_frames,
        }
    )
