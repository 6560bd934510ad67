"""Writing a batch of imported videos in one transaction: video, accepted annotation, gold, event of each."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotations.models import Annotation, Assignment, Event, Project, Purpose, QueueEntry, Trace, User, Video
from reviewers.imports.categories import TagTable
from reviewers.imports.staging import StagedRow
from reviewers.imports.traces import ids_in_order, rows_with_trace, trace_from_row
from reviewers.imports.videos import ImportedVideo
from reviewers.models import Gold, GoldTrace

COPIED = ("onset_frame", "offset_frame", "categories", "other_tag", "explanation", "keyframes")


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What an import writes into, and in whose name."""

    project: Project
    account: User
    actor: User | None
    tags: TagTable
    fence: Callable[[], None]


@dataclass(slots=True)
class ImportBatch:
    """The rows of the tables that one transaction will write."""

    context: ImportContext
    videos: list[Video] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    golds: list[Gold] = field(default_factory=list)
    gold_traces: list[GoldTrace] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    created_rows: int = 0
    at: datetime = field(default_factory=timezone.now)

    def add_video(self, video: Video) -> None:
        """Plan a video that is not there yet."""
        self.videos.append(video)

    def add_answer(self, imported: ImportedVideo, video: Video) -> None:
        """Plan the first gold of a video with the accepted annotation that it is made from."""
        annotation = self._annotation(imported, video)
        gold = self._gold(imported, annotation, version=1)
        self._traces(imported, imported.rows, annotation, gold)

    def add_rows(self, imported: ImportedVideo, rows: Sequence[StagedRow], earlier: Gold) -> None:
        """Plan a new gold version: the earlier one with further traces, that a repaired file brought."""
        annotation = Annotation.objects.get(video=earlier.video, annotator=self.context.account)
        gold = self._gold(imported, annotation, version=earlier.version + 1)
        kept = list(earlier.traces.all())
        for trace in kept:
            names = (*COPIED, "sources", "how", "raw_row", "position")
            copied = {name: getattr(trace, name) for name in names}
            self.gold_traces.append(GoldTrace(gold=gold, **copied))
        self._traces(imported, rows, annotation, gold, first_position=len(kept))

    @transaction.atomic
    def write(self) -> None:
        """Write everything or nothing."""
        self.context.fence()
        Video.objects.bulk_create(self.videos)
        self._slots_fill()
        Annotation.objects.bulk_create(self.annotations)
        Trace.objects.bulk_create(self.traces)
        Gold.objects.bulk_create(self.golds)
        GoldTrace.objects.bulk_create(self.gold_traces)
        Event.objects.bulk_create(self.events)

    def _slots_fill(self) -> None:
        """The imported answer takes a slot of the video's queue: only the others are given to people."""
        answered = [item for item in self.annotations if not item.video.metadata_only]
        for annotation in answered:
            annotation.assignment = Assignment.objects.create(
                project=annotation.project,
                video=annotation.video,
                person=annotation.annotator,
                purpose=Purpose.ANNOTATE,
                entry=_slot_take(annotation),
                status=Assignment.Status.DONE,
                closed_at=self.at,
            )

    def _annotation(self, imported: ImportedVideo, video: Video) -> Annotation:
        annotation = Annotation(
            project=self.context.project,
            video=video,
            annotator=self.context.account,
            status=Annotation.Status.ACCEPTED,
            revision=1,
            verdict=imported.verdict,
            created_at=self.at,
            updated_at=self.at,
            submitted_at=self.at,
        )
        self.annotations.append(annotation)
        return annotation

    def _gold(self, imported: ImportedVideo, annotation: Annotation, *, version: int) -> Gold:
        without_traces = imported.facts.trace is None
        gold = Gold(
            video=annotation.video,
            version=version,
            verdict=imported.verdict,
            rule=Gold.Rule.IMPORT,
            annotations=[str(annotation.pk)],
            raw_row=imported.raw(imported.rows[0]) if without_traces else None,
            made_by=self.context.account,
            made_at=self.at,
        )
        self.golds.append(gold)
        return gold

    def _traces(
        self,
        imported: ImportedVideo,
        rows: Sequence[StagedRow],
        annotation: Annotation,
        gold: Gold,
        first_position: int = 0,
    ) -> None:
        described = rows_with_trace(rows)
        ids = zip(described, ids_in_order(len(described)), ids_in_order(len(described)), strict=True)
        for position, (staged, trace_id, gold_trace_id) in enumerate(ids, start=first_position):
            trace = trace_from_row(annotation, staged.row, self.context.tags)
            trace.pk, trace.position = trace_id, position
            self.traces.append(trace)
            gold_trace = _gold_trace(trace, gold)
            gold_trace.pk, gold_trace.raw_row = gold_trace_id, imported.raw(staged)
            self.gold_traces.append(gold_trace)
        self.created_rows += len(rows)
        self.events.append(self._event(rows, gold))

    def _event(self, rows: Sequence[StagedRow], gold: Gold) -> Event:
        return Event(
            at=self.at,
            action="video.imported",
            actor=self.context.actor,
            project=self.context.project,
            subject_type="video",
            subject_id=str(gold.video_id),
            facts={
                "gold": str(gold.pk),
                "version": gold.version,
                "rows": [staged.index for staged in rows],
            },
        )


def _gold_trace(trace: Trace, gold: Gold) -> GoldTrace:
    copied = {name: getattr(trace, name) for name in COPIED}
    return GoldTrace(gold=gold, position=trace.position, sources=[str(trace.pk)], **copied)


def _slot_take(annotation: Annotation) -> QueueEntry | None:
    """An open slot, or the first one of a video that has none yet, held for good by the import's account."""
    held = {
        "status": QueueEntry.Status.DONE,
        "holder": annotation.annotator,
        "claim": uuid.uuid4(),
        "lease_until": None,
    }
    entries = QueueEntry.objects.filter(video=annotation.video, purpose=Purpose.ANNOTATE)
    for entry in entries.filter(status=QueueEntry.Status.OPEN, person=None):
        if entries.filter(pk=entry.pk, status=QueueEntry.Status.OPEN).update(**held):
            return entry
    if entries.exists():
        return None
    return QueueEntry.objects.create(
        project=annotation.project, video=annotation.video, purpose=Purpose.ANNOTATE, slot=0, **held
    )
