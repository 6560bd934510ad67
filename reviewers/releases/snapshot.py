"""Reading a project's gold for a release: in order, in chunks, in flat memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Prefetch

from annotations.frames import FrameTable
from annotations.models import FrameTableRecord, Project
from reviewers.models import Gold, GoldTrace
from reviewers.releases.raw_rows import RawRow, raw_row_of
from reviewers.selectors.gold import gold_list

CHUNK = 500


@dataclass(frozen=True, slots=True)
class GoldVideo:
    """One video with the gold that counts, its traces in the order of the file.

    `raw` is the imported row of a video without traces, `trace_raws` those of its traces, and `imported` any
    row of the import that the video once came from.
    """

    gold: Gold
    traces: list[GoldTrace]
    table: FrameTable | None
    raw: RawRow | None
    trace_raws: list[RawRow | None]
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
        .select_related("video")
        .prefetch_related(Prefetch("traces", to_attr="gold_traces"))
    )
    by_id = {gold.pk: gold for gold in golds}
    tables = _tables_of(by_id.values())
    items = [_gold_video(by_id[pk], tables) for pk in ids]
    earlier = _imported_rows([item.gold for item in items if item.imported is None])
    for item in items:
        known = item.imported or earlier.get(item.gold.video_id)
        yield item if known is item.imported else replace(item, imported=known)


def _gold_video(gold: Gold, tables: Mapping[UUID, FrameTable]) -> GoldVideo:
    traces = sorted(_traces(gold), key=lambda trace: (trace.onset_frame, str(trace.pk)))
    raw, trace_raws = raw_row_of(gold.raw_row), [raw_row_of(trace.raw_row) for trace in traces]
    return GoldVideo(
        gold=gold,
        traces=traces,
        table=tables.get(gold.video_id),
        raw=raw,
        trace_raws=trace_raws,
        imported=next(filter(None, [raw, *trace_raws]), None),
    )


def _traces(gold: Gold) -> list[GoldTrace]:
    found: list[GoldTrace] = gold.gold_traces  # type: ignore[attr-defined]  # set by the prefetch
    return found


def _imported_rows(golds: list[Gold]) -> dict[UUID, RawRow]:
    """One row of the import that a video once came from, for the videos whose gold has changed since."""
    videos = [gold.video_id for gold in golds if gold.version > 1]
    if not videos:
        return {}
    earlier = Gold.objects.filter(video__in=videos, rule=Gold.Rule.IMPORT)
    rows = earlier.prefetch_related(Prefetch("traces", to_attr="gold_traces"))
    return {gold.video_id: raw for gold in rows if (raw := _any_raw(gold)) is not None}


def _any_raw(gold: Gold) -> RawRow | None:
    kept = [gold.raw_row, *(trace.raw_row for trace in _traces(gold))]
    return raw_row_of(next((row for row in kept if row is not None), None))


def _tables_of(golds: Iterable[Gold]) -> dict[UUID, FrameTable]:
    """The frame tables of the videos that have one."""
    videos = [gold.video_id for gold in golds if not gold.video.metadata_only]
    records = FrameTableRecord.objects.filter(video__in=videos) if videos else []
    return {record.video_id: _table(record) for record in records}


def _table(record: FrameTableRecord) -> FrameTable:
    return FrameTable.from_json(
        {
            "time_base": (record.time_base_num, record.time_base_den),
            "pts": record.pts,
            "end_pts": record.end_pts,
            "key_frames": record.key_frames,
        }
    )
