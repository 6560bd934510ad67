"""Which answers agreement compares, and what is known of them already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, groupby
from operator import attrgetter, itemgetter
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from annotations.models import (
    Annotation,
    AnnotationRevision,
    Assignment,
    Membership,
    Project,
    Purpose,
    User,
    Video,
)
from reviewers.models import AnswerTerms, PairTerms
from reviewers.selectors.gold import OPEN_STATES, READERS

Round = Literal["first", "latest"]
Assisted = Literal["without", "only", "all"]
HANDED_IN = Annotation.Status.SUBMITTED
MOST_NAMED = 5_000
READ = 2000
DAY = timedelta(days=1)
A = TypeVar("A")


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
    """Which answer, on which video, and when; answers on one video share its text."""

    pk: int
    video: str
    handed_in_at: datetime


class ChosenAnswer(NamedTuple):
    """What is kept of an answer, as the database has it: `traces` is JSON, ids of rows are texts."""

    pk: int
    video: str
    annotation: str
    person: int
    verdict: str
    traces: str
    frame_count: int | None


class KnownPair(NamedTuple):
    """What is kept of two answers: `overlaps` is JSON."""

    pk: int
    left: int
    right: int
    texts_compared: bool
    overlaps: str


@dataclass(frozen=True, slots=True)
class ChosenAnswers:
    """The answers to compare, by video and id, and the pairs of them whose overlaps are known."""

    answers: list[ChosenAnswer]
    pairs: list[KnownPair]

    def missing(self) -> list[tuple[int, int]]:
        """The pairs of answers whose overlaps are not known yet."""
        known = {(pair.left, pair.right) for pair in self.pairs}
        videos = groupby(self.answers, key=attrgetter("video"))
        pairs = (pair for _, answers in videos for pair in combinations([each.pk for each in answers], 2))
        return [pair for pair in pairs if pair not in known]

    def without_texts(self) -> list[int]:
        """The pairs whose explanations have not been compared yet, by their ids."""
        return [pair.pk for pair in self.pairs if not pair.texts_compared]

    def of_videos(self, videos: Collection[str]) -> ChosenAnswers:
        """Those on some videos."""
        answers = [answer for answer in self.answers if answer.video in videos]
        kept = {answer.pk for answer in answers}
        return ChosenAnswers(answers, [pair for pair in self.pairs if pair.left in kept])


def answers_chosen(
    *, project: Project, chosen: AgreementFilter, videos: Collection[str] | None = None
) -> ChosenAnswers:
    """The answers that a filter asks for, of all videos or of some, with all that is known: 2 queries, or 2
    for every 5,000 of the videos.

    Thousands of rows are read: as plain columns, without what Django makes of ids and JSON row by row.
    """
    if videos is None:
        return _chosen(project, chosen, videos)
    named = sorted(videos)
    portions = [
        _chosen(project, chosen, named[at : at + MOST_NAMED]) for at in range(0, len(named), MOST_NAMED)
    ]
    answers = chain.from_iterable(portion.answers for portion in portions)
    return ChosenAnswers(list(answers), list(chain.from_iterable(portion.pairs for portion in portions)))


def _chosen(project: Project, chosen: AgreementFilter, videos: Collection[str] | None) -> ChosenAnswers:
    rows = _answers(project, chosen, videos).values_list(
        *("pk", _text("video_id"), _text("annotation_id"), "annotator_id", "verdict"),
        *(Cast("traces", TextField()), "video__frame_count"),
    )
    told = (ChosenAnswer(*row) for row in rows.iterator(READ))
    answers = sorted(_of_round(told, attrgetter("annotation"), chosen.round), key=attrgetter("video", "pk"))
    ids = {answer.pk for answer in answers}
    compared = AnswerTerms.objects.filter(_where(project, chosen, videos), project=project)
    pairs = PairTerms.objects.filter(left__in=compared.values("pk"))
    columns = ("pk", "left_id", "right_id", "texts_compared", Cast("overlaps", TextField()))
    known = (KnownPair(*row) for row in pairs.values_list(*columns).iterator(READ))
    return ChosenAnswers(answers, [pair for pair in known if pair.left in ids and pair.right in ids])


def answers_listed(*, project: Project, chosen: AgreementFilter) -> list[ListedAnswer]:
    """The same answers, only told apart: 1 query. There may be millions."""
    columns = (_text("annotation_id"), "pk", _text("video_id"), "handed_in_at")
    rows = _answers(project, chosen).values_list(*columns).iterator(READ)
    videos: dict[str, str] = {}
    kept = _of_round(rows, itemgetter(0), chosen.round)
    answers = (ListedAnswer(pk, videos.setdefault(video, video), at) for _, pk, video, at in kept)
    return sorted(answers, key=attrgetter("pk"))


def pairs_known(*, project: Project) -> set[tuple[int, int]]:
    """The pairs of answers whose overlaps are known: 1 query."""
    return set(PairTerms.objects.filter(project=project).values_list("left", "right"))


def revisions_without_terms(*, project: Project) -> QuerySet[AnnotationRevision]:
    """The handed-in answers that nothing has been computed of yet."""
    known = AnswerTerms.objects.filter(annotation=OuterRef("annotation"), revision=OuterRef("revision"))
    handed_in = AnnotationRevision.objects.filter(annotation__project=project, status=HANDED_IN)
    return handed_in.filter(~Exists(known)).select_related("annotation")


def answers_are_new(*, project: Project) -> bool:
    """Whether there are handed-in answers without terms: terms are made of them alone and go with them, so
    that counting tells. 2 queries, cheaper than looking for each.
    """
    handed_in = AnnotationRevision.objects.filter(annotation__project=project, status=HANDED_IN)
    return handed_in.count() != AnswerTerms.objects.filter(project=project).count()


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
    return _videos_in_work(Q(project=project, annotator=viewer), Q(project=project, person=viewer))


def videos_in_readers_work(*, project: Project) -> tuple[str, ...]:
    """The same of everybody who may read the project's numbers: so that one count serves them all."""
    may_read = Q(role__in=READERS) | Q(user__is_staff=True)
    readers = Membership.objects.filter(may_read, project=project).values("user")
    return _videos_in_work(Q(project=project, annotator__in=readers), Q(project=project, person__in=readers))


def _videos_in_work(answered: Q, at_work: Q) -> tuple[str, ...]:
    answers = Annotation.objects.filter(answered, status__in=OPEN_STATES)
    work = Assignment.objects.filter(at_work, status=Assignment.Status.ACTIVE)
    work = work.exclude(purpose=Purpose.REVIEW)
    videos = {*answers.values_list("video", flat=True), *work.values_list("video", flat=True)}
    return tuple(sorted(str(video) for video in videos))


def people_and_sources(*, project: Project) -> tuple[list[int], list[str]]:
    """Everybody who has handed in an answer, by user id, and the sources of the videos answered: 1 query."""
    answers = AnswerTerms.objects.filter(project=project, video__gold_clip=False)
    found = set(answers.values_list("annotator", "video__source").distinct())
    return sorted({person for person, _ in found}), sorted({source for _, source in found if source})


def people_of(*, project: Project) -> list[int]:
    """Everybody who has handed in an answer, by user id."""
    return people_and_sources(project=project)[0]


def _answers(
    project: Project, chosen: AgreementFilter, videos: Collection[str] | None = None
) -> QuerySet[AnswerTerms]:
    """In order of annotation and revision; an answer that was taken back before any review does not count,
    nor do answers on gold clips: they check a person.
    """
    withdrawn = AnnotationRevision.objects.filter(
        annotation=OuterRef("annotation"),
        revision=OuterRef("revision") + 1,
        status=Annotation.Status.DRAFT,
    )
    rows = AnswerTerms.objects.filter(_where(project, chosen, videos), ~Exists(withdrawn), project=project)
    return rows.order_by("annotation_id", "revision")


def _where(project: Project, chosen: AgreementFilter, named: Collection[str] | None) -> Q:
    """What is asked of an answer. The videos come first: they are few where a source is asked for."""
    videos = Video.objects.filter(project=project, taken_down_at=None, gold_clip=False)
    if chosen.source:
        videos = videos.filter(source=chosen.source)
    if named is not None:
        videos = videos.filter(pk__in=[UUID(video) for video in named])
    where = Q(video__in=videos.exclude(pk__in=chosen.without_videos).values("pk"))
    asked: dict[str, Any] = {
        "annotator__in": chosen.annotators,
        "handed_in_at__gte": chosen.since and _begin(chosen.since),
        "handed_in_at__lt": chosen.until and _begin(chosen.until + DAY),
    }
    where &= Q(**{name: value for name, value in asked.items() if value})
    return where if chosen.assisted == "all" else where & Q(assisted=chosen.assisted == "only")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _text(name: str) -> Cast:
    """An id as a text: telling rows apart takes no UUID."""
    return Cast(name, CharField())


def _of_round(answers: Iterable[A], annotation: Callable[[A], str], wanted: Round) -> Iterator[A]:
    """One answer of each annotation, whose answers follow each other: the first or the last one handed in."""
    for _, of_annotation in groupby(answers, key=annotation):
        rounds = list(of_annotation)
        yield rounds[0 if wanted == "first" else -1]
