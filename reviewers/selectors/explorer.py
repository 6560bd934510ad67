"""The data explorer: a project's videos, found by where they come from and by what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import In, IsNull
from django.utils.module_loading import import_string

from annotations.errors import NotFoundError
from annotations.models import Annotation, Assignment, Look, Project, Purpose, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.queue import JUDGEABLE
from reviewers.models import Gold, GoldTrace
from reviewers.selectors.gold import JUDGES, OPEN_STATES, READERS

TAKEN_DOWN = "taken_down"
STATES = (*reversed(Video.Standing.values), TAKEN_DOWN)
BANDS = {
    "high": Q(review_case__handed_in__gte=2, review_case__score__lte=0.2),
    "medium": Q(review_case__handed_in__gte=2, review_case__score__gt=0.2, review_case__score__lte=0.5),
    "low": Q(review_case__handed_in__gte=2, review_case__score__gt=0.5),
    "none": Q(review_case=None) | Q(review_case__handed_in__lt=2),
}
COMPARABLE = 2  # answers; with fewer there is no agreement
MOST_SOURCES = 200
FEW = 1000  # traces, or videos


@dataclass(frozen=True, slots=True)
class ExplorerFilter:
    """What to look for; what is empty restricts nothing."""

    q: str = ""
    kind: str = ""
    source: str = ""
    split: str = ""
    category: str = ""
    verdict: str = ""
    agreement: str = ""
    state: str = ""
    explanation: bool | None = None
    suggestion: bool | None = None


@dataclass(frozen=True, slots=True)
class ExplorerRow:
    """One video with what its viewer may know of its answers."""

    video: Video
    gold: Gold | None
    is_hidden: bool
    agreement: float | None
    answers: int
    has_suggestion: bool | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A video's neighbours among those that the filter finds, whether it is one of them or not."""

    previous: UUID | None
    next: UUID | None


def explorer_videos(
    *, project: Project, viewer: User, chosen: ExplorerFilter, paged: bool = True
) -> QuerySet[Any]:
    """The videos that the filter finds, by `video_id`, each with `answers_known`.

    A researcher finds videos with gold, and no others. Nobody finds a video that their
    own answer is still open on. Whoever annotates here too finds by others' answers only what they have
    answered or seen. What was taken down is found by its own state alone. `paged`: only some of them are
    wanted, in order.
    """
    is_gone = chosen.state == TAKEN_DOWN
    videos = _scope(project, viewer).filter(taken_down_at__isnull=not is_gone)
    exact = {name: getattr(chosen, name) for name in ("kind", "source", "split") if getattr(chosen, name)}
    videos = videos.filter(**exact)
    if chosen.q:
        videos = videos.filter(_by_words(project, chosen.q, paged))
    if chosen.state and not is_gone:
        videos = videos.filter(standing=chosen.state)
    told = _by_answers(project, chosen, paged)
    return videos.filter(Q(answers_known=True), *told) if told else videos


def explorer_counts(*, project: Project, viewer: User, chosen: ExplorerFilter) -> dict[str, Any]:
    """How many videos the filter finds, of how many, and how many of each source if none were chosen.

    2 queries beside those for the role, 1 without a filter; `found` is added up instead of asked for.
    """
    others = replace(chosen, source="")
    beside = explorer_videos(project=project, viewer=viewer, chosen=others, paged=False)
    counted = beside.order_by().values("source").annotate(count=Count("pk")).order_by("-count", "source")
    sources = list(counted.values("source", "count"))
    found = sum(row["count"] for row in sources if chosen.source in ("", row["source"]))
    whole, total = _whole(chosen), found
    if chosen != whole:
        total = explorer_videos(project=project, viewer=viewer, chosen=whole, paged=False).count()
    return {
        "found": found,
        "total": total,
        "sources": sources[:MOST_SOURCES],
    }


def _whole(chosen: ExplorerFilter) -> ExplorerFilter:
    """What the number found is a part of: all videos, or all that were taken down."""
    return ExplorerFilter(state=TAKEN_DOWN if chosen.state == TAKEN_DOWN else "")


def explorer_rows(*, videos: list[Any], project: Project, viewer: User) -> list[ExplorerRow]:
    """What the grid shows of these videos: 4 queries for any number. A tombstone has no answers."""
    judges = bool(role_require(project=project, user=viewer, roles=READERS) & set(JUDGES))
    known = [video.pk for video in videos if video.answers_known and video.taken_down_at is None]
    golds = {gold.video_id: gold for gold in _golds(known)}
    suggested = set(_suggested(project, known))
    return [_row(video, golds.get(video.pk), video.pk in suggested, judges) for video in videos]


def explorer_get(*, project: Project, viewer: User, video_id: UUID) -> Any:
    """One video of the explorer, or its tombstone; opening a video makes its answers known."""
    related = ("project", "group", "review_case", "taken_down_by")
    video = _scope(project, viewer).select_related(*related).filter(pk=video_id).first()
    if video is None:
        raise NotFoundError("There is no such video.", video=str(video_id))
    video.answers_known = True
    return video


def explorer_beside(*, videos: QuerySet[Any], video: Video) -> Beside:
    """Its neighbours among those videos: 2 queries."""
    before = videos.filter(video_id__lt=video.video_id).order_by("-video_id").values_list("pk", flat=True)
    after = videos.filter(video_id__gt=video.video_id).order_by("video_id").values_list("pk", flat=True)
    return Beside(previous=before[:1].first(), next=after[:1].first())


def _scope(project: Project, viewer: User) -> QuerySet[Any]:
    roles = role_require(project=project, user=viewer, roles=READERS)
    own = Annotation.objects.filter(annotator=viewer, project=project)
    work = Assignment.objects.filter(
        video__project=project, person=viewer, purpose=Purpose.ANNOTATE, status=Assignment.Status.ACTIVE
    )
    seen = Exists(Look.objects.filter(video=OuterRef("pk"), person=viewer))
    answered = Exists(own.filter(video=OuterRef("pk"), status__in=JUDGEABLE))
    knows = Case(When(answered | seen, then=Value(True)), default=Value(False))
    # What one person has open is asked once, not once a video.
    videos = (
        Video.objects.filter(
            Q(status=Video.Status.READY) | Q(metadata_only=True),
            ~Q(pk__in=own.filter(status__in=OPEN_STATES).values("video")),
            ~Q(pk__in=work.values("video")),
            project=project,
        )
        .annotate(answers_known=knows if Role.ANNOTATOR.value in roles else Value(True))
        .select_related("review_case")
        .order_by("video_id")
    )
    return videos if roles & set(JUDGES) else videos.filter(_gold(), gold_clip=False)


def _gold(**conditions: Any) -> Exists:
    """The gold that counts is like this; without conditions: there is gold."""
    golds = Gold.objects.filter(video=OuterRef("pk"), **conditions)
    newer = Gold.objects.filter(video=OuterRef("video"), version__gt=OuterRef("version"))
    return Exists(golds.filter(~Exists(newer)) if conditions else golds)


def _gold_verdict(verdict: str, paged: bool) -> Q:
    """The gold that counts says this; gathered to be counted, as traces are."""
    if paged:
        return Q(_gold(verdict=verdict))
    newer = Gold.objects.filter(video=OuterRef("video"), version__gt=OuterRef("version"))
    return _gathered(Gold.objects.filter(~Exists(newer), verdict=verdict).order_by().values("video"))


def _gathered(videos: QuerySet[Any, Any]) -> Q:
    """One of these, whatever their project. SQLite goes through all videos and looks each up among them: by
    the bare key it would look up each of them among all videos, which takes thrice the time.
    """
    return Q(In(Coalesce("pk", "pk"), videos))


def _gold_trace(project: Project, condition: Q, paged: bool) -> Q:
    """One of the traces of the gold that counts is like this: 1 query for a page, none else.

    For a page, few such videos are looked up beforehand; many are not gathered: each video is asked for
    itself, and the page is soon full. To count them they are gathered, once.
    """
    newer = Gold.objects.filter(video=OuterRef("gold__video"), version__gt=OuterRef("gold__version"))
    traces = GoldTrace.objects.annotate(keys=Cast("categories", TextField())).filter(
        condition, ~Exists(newer)
    )
    videos = traces.order_by().values_list("gold__video", flat=True)
    if not paged:
        return _gathered(videos)
    few = list(videos.filter(gold__video__project=project)[: FEW + 1])
    if len(few) <= FEW:
        return Q(pk__in=few)
    # A value that is there, not an EXISTS: PostgreSQL would gather what that finds before it fills the page.
    found = traces.filter(gold__video=OuterRef("pk")).order_by().values("pk")[:1]
    return Q(IsNull(Subquery(found), False))


def _by_words(project: Project, words: str, paged: bool) -> Q:
    """Few videos that say this themselves are looked up beforehand, as few traces are."""
    own = Q(video_id__icontains=words) | Q(prompt__icontains=words) | Q(source__icontains=words)
    if paged:
        few = list(Video.objects.filter(own, project=project).values_list("pk", flat=True)[: FEW + 1])
        own = Q(pk__in=few) if len(few) <= FEW else own
    return own | Q(answers_known=True) & _gold_trace(project, Q(explanation__icontains=words), paged)


def _by_answers(project: Project, chosen: ExplorerFilter, paged: bool) -> list[Q]:
    """The conditions on what people and models answered."""
    told = []
    if chosen.verdict:
        told.append(_gold_verdict(chosen.verdict, paged))
    if chosen.category:
        told.append(_gold_trace(project, Q(keys__contains=f'"{chosen.category}"'), paged))
    if chosen.agreement:
        told.append(BANDS[chosen.agreement])
    if chosen.explanation is not None:
        explained = _gold_trace(project, ~Q(explanation=""), paged)
        told.append(explained if chosen.explanation else ~explained)
    if chosen.suggestion is not None:
        suggested = Q(pk__in=_suggested(project))
        told.append(suggested if chosen.suggestion else ~suggested)
    return told


def _suggested(project: Project, videos: Iterable[UUID] | None = None) -> QuerySet[Any, UUID]:
    """The ids of videos for which a model proposed traces: models_service knows, and stands to the left."""
    found: QuerySet[Any, UUID] = import_string(settings.VIDEOS_SUGGESTED)(project=project, videos=videos)
    return found


def _golds(videos: list[UUID]) -> QuerySet[Gold]:
    newer = Gold.objects.filter(video=OuterRef("video"), version__gt=OuterRef("version"))
    return Gold.objects.filter(~Exists(newer), video__in=videos).prefetch_related("traces")


def _row(video: Any, gold: Gold | None, has_suggestion: bool, judges: bool) -> ExplorerRow:
    case = None if video.taken_down_at else getattr(video, "review_case", None)
    handed_in = case.handed_in if case and judges else 0
    compared = video.answers_known and case is not None and case.handed_in >= COMPARABLE
    return ExplorerRow(
        video=video,
        gold=gold,
        is_hidden=not video.answers_known,
        agreement=1 - case.score if compared and case else None,
        answers=gold.annotator_count if gold else handed_in,
        has_suggestion=has_suggestion if video.answers_known else None,
    )
