"""Which answers agreement compares, and what is known of them already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from annotations.frames import HalfOpen
from annotations.models import Annotation, AnnotationRevision, Assignment, Project, Purpose, User, Video
from reviewers.metrics.narrowing import only_category
from reviewers.metrics.values import AnswerSummary, TraceOverlap, TraceSummary, VideoAnswers
from reviewers.models import AnswerTerms, PairTerms
from reviewers.selectors.gold import OPEN_STATES

Round = Literal["first", "latest"]
Assisted = Literal["without", "only", "all"]
HANDED_IN = Annotation.Status.SUBMITTED
MOST_NAMED = 500
M = TypeVar("M", bound=Model)
A = TypeVar("A", "AnswerTerms", "ListedAnswer")


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """What to compare. Annotators are user ids; dates are those of handing in, both included."""

    category: str = ""
    source: str = ""
    round: Round = "latest"
    annotators: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    assisted: Assisted = "without"
    without_videos: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain values, in which the dates are texts."""
        dates = {
            name: str(day) if day else None for name, day in (("since", self.since), ("until", self.until))
        }
        return {
            **asdict(self),
            **dates,
            "annotators": list(self.annotators),
            "without_videos": list(self.without_videos),
        }

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> AgreementFilter:
        """The filter that `as_json` wrote."""
        dates = {name: date.fromisoformat(body[name]) if body[name] else None for name in ("since", "until")}
        several = {name: tuple(body[name]) for name in ("annotators", "without_videos")}
        return cls(**{**body, **dates, **several})


class ListedAnswer(NamedTuple):
    """Which answer, on which video, and when."""

    pk: int
    video_id: UUID
    annotation_id: UUID
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class ChosenAnswers:
    """The answers to compare, by video, and the overlaps that are known."""

    by_video: dict[UUID, list[AnswerTerms]]
    frame_counts: dict[UUID, int]
    pairs: dict[tuple[int, int], PairTerms]

    def missing(self) -> list[tuple[AnswerTerms, AnswerTerms]]:
        """The pairs of answers whose overlaps are not known yet."""
        return [pair for pair in self._all_pairs() if (pair[0].pk, pair[1].pk) not in self.pairs]

    def without_texts(self) -> list[PairTerms]:
        """The pairs whose explanations have not been compared yet."""
        return [pair for pair in self.pairs.values() if not pair.texts_compared]

    def videos(self, category: str) -> list[VideoAnswers]:
        """What the metrics take; pairs that are not known yet count as nothing in common."""
        whole = [self._video(video, answers) for video, answers in sorted(self.by_video.items())]
        return [only_category(video, category) for video in whole] if category else whole

    def _all_pairs(self) -> Iterable[tuple[AnswerTerms, AnswerTerms]]:
        for answers in self.by_video.values():
            yield from combinations(answers, 2)

    def _video(self, video: UUID, answers: Sequence[AnswerTerms]) -> VideoAnswers:
        return VideoAnswers(
            frame_count=self.frame_counts[video],
            answers=tuple(_summary(answer) for answer in answers),
            overlaps={
                (i, j): _overlaps(known)
                for (i, left), (j, right) in combinations(enumerate(answers), 2)
                if (known := self.pairs.get((left.pk, right.pk)))
            },
        )


def answers_chosen(
    *, project: Project, chosen: AgreementFilter, videos: Collection[UUID] | None = None
) -> ChosenAnswers:
    """The answers that a filter asks for, of all videos or of some, with all that is known: 3 queries."""
    by_video: dict[UUID, list[AnswerTerms]] = defaultdict(list)
    for answer in _of_round(_of_videos(_answers(project, chosen), videos, "video"), chosen.round):
        by_video[answer.video_id].append(answer)
    ids = {answer.pk for answers in by_video.values() for answer in answers}
    rows = _of_videos(PairTerms.objects.filter(project=project), videos, "left__video")
    if chosen.source:
        rows = rows.filter(left__video__source=chosen.source)
    pairs = {(row.left_id, row.right_id): row for row in rows if row.left_id in ids and row.right_id in ids}
    frames = Video.objects.filter(project=project).values_list("pk", "frame_count")
    return ChosenAnswers(dict(by_video), {video: count or 0 for video, count in frames}, pairs)


def answers_listed(*, project: Project, chosen: AgreementFilter) -> list[ListedAnswer]:
    """The same answers, only told apart: 1 query."""
    rows = _answers(project, chosen).values_list("pk", "video_id", "annotation_id", "handed_in_at")
    return _of_round((ListedAnswer(*row) for row in rows), chosen.round)


def pairs_known(*, project: Project) -> set[tuple[int, int]]:
    """The pairs of answers whose overlaps are known: 1 query."""
    return set(PairTerms.objects.filter(project=project).values_list("left", "right"))


def revisions_without_terms(*, project: Project) -> QuerySet[AnnotationRevision]:
    """The handed-in answers that nothing has been computed of yet."""
    known = AnswerTerms.objects.filter(annotation=OuterRef("annotation"), revision=OuterRef("revision"))
    handed_in = AnnotationRevision.objects.filter(annotation__project=project, status=HANDED_IN)
    return handed_in.filter(~Exists(known)).select_related("annotation")


def revision_bodies(*, answers: Iterable[AnswerTerms]) -> dict[int, list[dict[str, Any]]]:
    """The traces of answers by the id of their terms: 1 query."""
    wanted = {(answer.annotation_id, answer.revision): answer.pk for answer in answers}
    rows = AnnotationRevision.objects.filter(
        status=HANDED_IN, annotation__in={annotation for annotation, _ in wanted}
    ).values_list("annotation", "revision", "answer")
    return {
        wanted[annotation, revision]: answer["traces"]
        for annotation, revision, answer in rows
        if (annotation, revision) in wanted
    }


def videos_in_own_work(*, project: Project, viewer: User) -> tuple[str, ...]:
    """The videos about which the viewer's own answer is still open: nothing of others' is told about them."""
    answers = Annotation.objects.filter(project=project, annotator=viewer, status__in=OPEN_STATES)
    work = Assignment.objects.filter(project=project, person=viewer, status=Assignment.Status.ACTIVE)
    work = work.exclude(purpose=Purpose.REVIEW)
    videos = {*answers.values_list("video", flat=True), *work.values_list("video", flat=True)}
    return tuple(sorted(str(video) for video in videos))


def sources_of(*, project: Project) -> list[str]:
    """The generators and other sources that the project's answered videos come from."""
    sources = AnswerTerms.objects.filter(project=project, video__gold_clip=False).values_list(
        "video__source", flat=True
    )
    return sorted(source for source in sources.distinct() if source)


def people_of(*, project: Project) -> list[int]:
    """Everybody who has handed in an answer, by user id."""
    answers = AnswerTerms.objects.filter(project=project, video__gold_clip=False)
    return sorted(answers.values_list("annotator", flat=True).distinct())


def _answers(project: Project, chosen: AgreementFilter) -> QuerySet[AnswerTerms]:
    """In order of annotation and revision; an answer that was taken back before any review does not count,
    nor do answers on gold clips: they check a person.
    """
    withdrawn = AnnotationRevision.objects.filter(
        annotation=OuterRef("annotation"),
        revision=OuterRef("revision") + 1,
        status=Annotation.Status.DRAFT,
    )
    where = Q(project=project, video__taken_down_at=None, video__gold_clip=False) & ~Q(
        video__in=chosen.without_videos
    )
    if chosen.source:
        where &= Q(video__source=chosen.source)
    if chosen.annotators:
        where &= Q(annotator__in=chosen.annotators)
    if chosen.since:
        where &= Q(handed_in_at__date__gte=chosen.since)
    if chosen.until:
        where &= Q(handed_in_at__date__lte=chosen.until)
    if chosen.assisted != "all":
        where &= Q(assisted=chosen.assisted == "only")
    rows = AnswerTerms.objects.filter(where).filter(~Exists(withdrawn))
    return rows.order_by("annotation", "revision")


def _of_videos(rows: QuerySet[M], videos: Collection[UUID] | None, field: str) -> QuerySet[M]:
    """Only some videos' rows; so many that naming them would cost more than reading all: those too."""
    few = videos is not None and len(videos) <= MOST_NAMED
    return rows.filter(**{f"{field}__in": videos}) if few else rows


def _of_round(answers: Iterable[A], wanted: Round) -> list[A]:
    """One answer of each annotation: the first or the last one handed in; by id."""
    by_annotation: dict[UUID, A] = {}
    for answer in answers:
        if wanted == "latest" or answer.annotation_id not in by_annotation:
            by_annotation[answer.annotation_id] = answer
    return sorted(by_annotation.values(), key=lambda answer: answer.pk)


def _summary(answer: AnswerTerms) -> AnswerSummary:
    traces = (TraceSummary(HalfOpen(start, end), frozenset(keys)) for start, end, keys in answer.traces)
    return AnswerSummary(str(answer.annotator_id), answer.verdict, tuple(traces))


def _overlaps(pair: PairTerms) -> tuple[TraceOverlap, ...]:
    return tuple(TraceOverlap(*values) for values in pair.overlaps)
