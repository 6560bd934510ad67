"""Reading a project's gold for a release: in order, in chunks, in flat memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Prefetch

from annotations.frames import FrameTable
from annotations.models import FrameTableRecord, Project
from reviewers.models import Gold, GoldTrace
from reviewers.releases.answers import HandedIn, answers_of
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.raw_rows import RawRow, raw_row_of
from reviewers.selectors.gold import gold_list

CHUNK = 500
READ = 2000
TABLE = "CREATE TABLE gold (video_id TEXT PRIMARY KEY, pk TEXT) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class GoldVideo:
    """One video with the gold that counts, its traces in the order of the file.

    `raw` is the imported row of a video without traces, `trace_raws` those of its traces, and `imported` any
    row of the import that the video once came from. `answers` are what was handed in about it; those that an
    import wrote are without traces, for its rows say the same. `split` is the one in this release.
    """

    gold: Gold
    traces: list[GoldTrace]
    table: FrameTable | None
    raw: RawRow | None
    trace_raws: list[RawRow | None]
    imported: RawRow | None
    answers: Sequence[HandedIn] = ()
    split: str = ""


def golds_note(scratch: Scratch, project: Project, *, until: date | None = None) -> int:
    """Put every video's gold, as it is or was at the end of a day, into the table `gold`; how many."""
    golds = gold_list(project=project, before=_end_of(until)).order_by()
    names = golds.values_list("video__video_id", "pk").iterator(chunk_size=READ)
    scratch.many("INSERT INTO gold VALUES (?, ?)", ((name, pk.hex) for name, pk in names))
    return int(scratch.value("SELECT count(*) FROM gold"))


def gold_videos(scratch: Scratch) -> Iterator[list[GoldVideo]]:
    """The videos noted, some hundred at once, by `video_id` in code point order on every database."""
    ordered = (UUID(pk) for (pk,) in scratch.rows("SELECT pk FROM gold ORDER BY video_id"))
    while ids := list(islice(ordered, CHUNK)):
        yield _chunk(ids)


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _chunk(ids: Sequence[UUID]) -> list[GoldVideo]:
    golds = (
        Gold.objects.filter(pk__in=ids)
        .select_related("video__group")
        .prefetch_related(Prefetch("traces", to_attr="gold_traces"))
    )
    by_id = {gold.pk: gold for gold in golds}
    tables = _tables_of(by_id.values())
    answers = _answers([*by_id.values()])
    items = [_gold_video(by_id[pk], tables, answers) for pk in ids]
    earlier = _imported_rows([item.gold for item in items if item.imported is None])
    return [
        item if item.imported else replace(item, imported=earlier.get(item.gold.video_id)) for item in items
    ]


def _answers(golds: Sequence[Gold]) -> dict[UUID, list[HandedIn]]:
    imported = {name for gold in golds if gold.rule == Gold.Rule.IMPORT for name in gold.annotations}
    return answers_of([gold.video_id for gold in golds], without_traces_of=imported)


def _gold_video(
    gold: Gold, tables: Mapping[UUID, FrameTable], answers: Mapping[UUID, Sequence[HandedIn]]
) -> GoldVideo:
    traces = sorted(_traces(gold), key=lambda trace: (trace.onset_frame, str(trace.pk)))
    raw, trace_raws = raw_row_of(gold.raw_row), [raw_row_of(trace.raw_row) for trace in traces]
    return GoldVideo(
        gold=gold,
        traces=traces,
        table=tables.get(gold.video_id),
        raw=raw,
        trace_raws=trace_raws,
        imported=next(filter(None, [raw, *trace_raws]), None),
        answers=answers.get(gold.video_id, ()),
        split=gold.video.split,
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
