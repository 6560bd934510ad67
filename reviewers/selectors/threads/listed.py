"""Lists and counts of threads: filters, and what is new to the viewer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.models import Annotation, Project, User
from reviewers.models import Comment, Mention, Thread, ThreadRead
from reviewers.selectors.threads.visible import threads_visible


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads are wanted; None and False leave a condition out."""

    project: Project | None = None
    video: UUID | None = None
    annotation: UUID | None = None
    status: str | None = None
    unread: bool = False
    mine: bool = False
    mentions: bool = False


FLAGS: dict[str, Callable[[User], Q]] = {
    "unread": lambda _viewer: Q(unread__gt=0),
    "mine": lambda viewer: Q(opened_by=viewer) | Q(annotator=viewer) | Q(Exists(_said_by(viewer))),
    "mentions": lambda viewer: Q(Exists(_naming(viewer))),
}


def thread_list(*, viewer: User, wanted: ThreadFilter) -> QuerySet[Thread]:
    """Threads with `unread`, `mentioned` and, in `first_comments`, what was asked: 2 queries a page."""
    rows = with_marks(threads_visible(viewer=viewer), viewer)
    for field in ("project", "video", "annotation", "status"):
        value = getattr(wanted, field)
        rows = rows.filter(**{field: value}) if value is not None else rows
    for flag, condition in FLAGS.items():
        rows = rows.filter(condition(viewer)) if getattr(wanted, flag) else rows
    first = Prefetch("comments", queryset=Comment.objects.filter(number=1), to_attr="first_comments")
    return rows.select_related("project", "annotation").prefetch_related(first)


def thread_whole(*, thread: Thread, viewer: User) -> Thread:
    """The same thread with its marks and all comments with their mentions: 3 queries."""
    comments = Prefetch("comments", queryset=Comment.objects.prefetch_related("mentions"), to_attr="said")
    rows = with_marks(Thread.objects.filter(pk=thread.pk), viewer)
    return rows.select_related("project", "annotation").prefetch_related(comments).get()


def thread_counts(*, project: Project, viewer: User) -> dict[str, int]:
    """How many threads are open, hold something new, and hold a new mention of the viewer: 1 query."""
    rows = with_marks(threads_visible(viewer=viewer).filter(project=project), viewer)
    counted: dict[str, Any] = rows.aggregate(
        open=Count("pk", filter=Q(status=Thread.Status.OPEN)),
        unread_threads=Count("pk", filter=Q(unread__gt=0)),
        mentions=Count("pk", filter=Q(mentioned=True)),
    )
    return {
        "open": counted["open"],
        "unread": counted["unread_threads"],
        "mentions": counted["mentions"],
    }


def with_marks(rows: QuerySet[Thread], viewer: User) -> QuerySet[Thread]:
    """The rows with `unread`: how many comments of others are new, `mentioned`: one of them names me, and
    `own_answer`: the viewer's own answer about the video.
    """
    read = ThreadRead.objects.filter(thread=OuterRef("pk"), person=viewer).values("number")
    new = Comment.objects.filter(~Q(author=viewer), thread=OuterRef("pk"), number__gt=OuterRef("read_number"))
    named = Mention.objects.filter(
        comment__number__gt=OuterRef("read_number"), comment__thread=OuterRef("pk")
    )
    counted = new.order_by().values("thread").annotate(n=Count("pk")).values("n")
    own = Annotation.objects.filter(video=OuterRef("video"), annotator=viewer).order_by("-created_at")
    return rows.annotate(
        read_number=Coalesce(Subquery(read[:1]), 0),
        own_answer=Subquery(own.values("pk")[:1]),
    ).annotate(
        unread=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        mentioned=Exists(named.filter(person=viewer)),
    )


def _said_by(viewer: User) -> QuerySet[Comment]:
    return Comment.objects.filter(thread=OuterRef("pk"), author=viewer)


def _naming(viewer: User) -> QuerySet[Mention]:
    return Mention.objects.filter(comment__thread=OuterRef("pk"), person=viewer).exclude(
        comment__author=F("person")
    )
