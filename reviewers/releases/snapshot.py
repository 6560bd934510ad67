"""Reading a project's gold for a release: in order, in chunks, in flat memory."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from typing import NamedTuple
from uuid import UUID

from annotations.frames import FrameTable
from annotations.models import FrameTableRecord, Project
from reviewers.models import Gold, GoldTrace
from reviewers.releases.answers import HandedIn, answers_of
from reviewers.releases.ids import dashed, id_text
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.raw_rows import RawRow, raw_row_of
from reviewers.selectors.gold import gold_list

CHUNK = 500
READ = 2000
YOUNG, ALL, CHUNKS_A_SWEEP = 1, 2, 40
TRACE_FIELDS = (
    *("onset_frame", "offset_frame", "categories", "other_tag", "explanation", "confidence"),
    *("keyframes", "sources", "how", "raw_row"),
)
TABLE = "CREATE TABLE gold (video_id TEXT PRIMARY KEY, pk TEXT) WITHOUT ROWID"


class SnapshotTrace(NamedTuple):
    """One trace of gold as plain values, `pk` as text; `raw` is the imported row that it came from."""

    pk: str
    onset_frame: int
    offset_frame: int
    categories: Sequence[str]
    other_tag: str
    explanation: str
    confidence: int | None
    keyframes: Sequence[Mapping[str, int]]
    sources: Sequence[str]
    how: str
    raw: RawRow | None


class GoldVideo(NamedTuple):
    """One video with the gold that counts, its traces in the order of the file.

    `raw` is the imported row of a video without traces, and `imported` any row of the import that the video
    once came from. `answers` are what was handed in about it; those that an
    import wrote are without traces, for its rows say the same. `split` is the one in this release.
    """

    gold: Gold
    traces: Sequence[SnapshotTrace]
    table: FrameTable | None
    raw: RawRow | None
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
    with _garbage_waits():
        for number in count(1):
            ids = list(islice(ordered, CHUNK))
            if not ids:
                return
            yield _chunk(ids)
            gc.collect(YOUNG if number % CHUNKS_A_SWEEP else ALL)


@contextmanager
def _garbage_waits() -> Iterator[None]:
    """No look for cycles at every few hundred objects: values make none, and looking costs a tenth of all.

    Who reads in chunks looks once a chunk among what is new, and now and then everywhere.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _chunk(ids: Sequence[UUID]) -> list[GoldVideo]:
    by_id = {gold.pk: gold for gold in Gold.objects.filter(pk__in=ids).select_related("video__group")}
    traces = _traces_of(ids)
    tables = _tables_of(by_id.values())
    answers = _answers([*by_id.values()])
    items = [_gold_video(by_id[pk], traces.get(str(pk), ()), tables, answers) for pk in ids]
    earlier = _imported_rows([item.gold for item in items if item.imported is None])
    return [_with_import(item, earlier) for item in items] if earlier else items


def _with_import(item: GoldVideo, earlier: Mapping[UUID, RawRow]) -> GoldVideo:
    return item if item.imported else item._replace(imported=earlier.get(item.gold.video_id))


def _answers(golds: Sequence[Gold]) -> dict[UUID, list[HandedIn]]:
    imported = {name for gold in golds if gold.rule == Gold.Rule.IMPORT for name in gold.annotations}
    return answers_of([gold.video_id for gold in golds], without_traces_of=imported)


def _traces_of(golds: Sequence[UUID]) -> dict[str, list[SnapshotTrace]]:
    """The traces of each gold in the order of the file: values, for rows of a model take twice the time."""
    told = GoldTrace.objects.filter(gold__in=golds).order_by()
    rows = told.values_list(id_text("gold_id"), id_text("pk"), *TRACE_FIELDS)
    found: dict[str, list[SnapshotTrace]] = {}
    for gold, pk, *values, raw in rows:
        trace = SnapshotTrace._make((dashed(pk), *values, raw_row_of(raw)))
        found.setdefault(dashed(gold), []).append(trace)
    for traces in found.values():
        traces.sort(key=lambda trace: (trace.onset_frame, trace.pk))
    return found


def _gold_video(
    gold: Gold,
    traces: Sequence[SnapshotTrace],
    tables: Mapping[UUID, FrameTable],
    answers: Mapping[UUID, Sequence[HandedIn]],
) -> GoldVideo:
    raw = raw_row_of(gold.raw_row)
    return GoldVideo(
        gold=gold,
        traces=traces,
        table=tables.get(gold.video_id),
        raw=raw,
        imported=next(filter(None, (raw, *(trace.raw for trace in traces))), None),
        answers=answers.get(gold.video_id, ()),
        split=gold.video.split,
    )


def _imported_rows(golds: list[Gold]) -> dict[UUID, RawRow]:
    """One row of the import that a video once came from, for the videos whose gold has changed since."""
    videos = [gold.video_id for gold in golds if gold.version > 1]
    if not videos:
        return {}
    earlier = Gold.objects.filter(video__in=videos, rule=Gold.Rule.IMPORT)
    rows = earlier.prefetch_related("traces")
    return {gold.video_id: raw for gold in rows if (raw := _any_raw(gold)) is not None}


def _any_raw(gold: Gold) -> RawRow | None:
    kept = [gold.raw_row, *(trace.raw_row for trace in gold.traces.all())]
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
