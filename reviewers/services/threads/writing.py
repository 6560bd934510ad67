"""Opening a thread, answering in it, settling it, and remembering what was read."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from annotations.errors import NotYoursError, WrongStateError
from annotations.models import Annotation, Project, User, Video
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.personal.looks import look_at_videos
from annotations.texts import filled
from reviewers.errors import IdTakenError, ThreadFullError
from reviewers.models import Comment, Mention, Thread, ThreadRead
from reviewers.selectors.threads.people import people_named
from reviewers.selectors.threads.visible import JUDGES, asks_as_annotator
from reviewers.services.threads.pins import pin_check

COMMENTS_MAX = 500
THREADS_MAX = 200
Made = TypeVar("Made", Thread, Comment)
OPENERS = (Role.ANNOTATOR, *JUDGES)


@transaction.atomic
def thread_open(
    *,
    video: Video,
    annotation: Annotation | None,
    pin: Mapping[str, Any],
    text: str,
    actor: User,
    thread_id: uuid.UUID | None = None,
) -> Thread:
    """Ask or remark something; the same id again is answered with the thread that it made before."""
    role_require(project=video.project, user=actor, roles=OPENERS)
    pin_check(video=video, annotation=annotation, **pin)
    if thread_id and (made := Thread.objects.filter(pk=thread_id).first()):
        return _same(made, made.opened_by_id == actor.pk and made.video_id == video.pk)
    if Thread.objects.filter(video=video, opened_by=actor).count() >= THREADS_MAX:
        raise ThreadFullError(
            filled("You have opened {limit} threads on this video already.", limit=THREADS_MAX)
        )
    thread = Thread.objects.create(
        pk=thread_id or uuid.uuid4(),
        project=video.project,
        video=video,
        annotation=annotation,
        annotator=_annotator(video.project, video, annotation, actor),
        opened_by=actor,
        **pin,
    )
    _said(thread, actor, text, comment_id=None)
    event_record(action="thread.opened", subject=thread, actor=actor, facts=_where(thread))
    return thread


@transaction.atomic
def comment_add(*, thread: Thread, text: str, actor: User, comment_id: uuid.UUID | None = None) -> Comment:
    """Say something in a thread, open or resolved; the same id again gives the comment made before."""
    if comment_id and (made := Comment.objects.filter(pk=comment_id).first()):
        return _same(made, made.author_id == actor.pk and made.thread_id == thread.pk)
    comment = _said(thread, actor, text, comment_id=comment_id)
    event_record(action="thread.commented", subject=thread, actor=actor, facts={"comment": str(comment.pk)})
    return comment


@transaction.atomic
def thread_resolve(*, thread: Thread, actor: User) -> None:
    """Settle it: who opened it, or a judge about somebody else's answer."""
    _settle(thread, actor, Thread.Status.OPEN, Thread.Status.RESOLVED)


@transaction.atomic
def thread_reopen(*, thread: Thread, actor: User) -> None:
    """Take the settling back."""
    _settle(thread, actor, Thread.Status.RESOLVED, Thread.Status.OPEN)


def thread_read(*, thread: Thread, actor: User, number: int | None) -> None:
    """Everything up to comment `number` is read, or all there is; it never becomes unread again."""
    wanted = thread.comment_count if number is None else min(number, thread.comment_count)
    own = ThreadRead.objects.filter(thread=thread, person=actor)
    made = {"defaults": {"number": wanted}, "thread": thread, "person": actor}
    if not own.filter(number__gte=wanted).exists() and not own.update(number=wanted):
        ThreadRead.objects.get_or_create(**made)  # type: ignore[arg-type]


def threads_shown(*, viewer: User, threads: list[Thread]) -> list[Thread]:
    """Note that the viewer reads what is said about others' answers, and give the threads back.

    Whoever takes part in such a thread, or only reads it, cannot answer that video blind any more.
    """
    videos = {thread.video_id for thread in threads if thread.annotator_id != viewer.pk}
    look_at_videos(viewer=viewer, videos=videos)
    return threads


def may_settle(*, thread: Thread, viewer: User) -> bool:
    """Who opened it; and a judge, unless it is about their own answer."""
    return thread.opened_by_id == viewer.pk or thread.annotator_id != viewer.pk


def _settle(thread: Thread, actor: User, old: str, new: str) -> None:
    if not may_settle(thread=thread, viewer=actor):
        raise NotYoursError("Only who opened it, or a reviewer, can do this.")
    if not Thread.objects.filter(pk=thread.pk, status=old).update(status=new):
        raise WrongStateError("The thread is in this state already.", status=new)
    action = "thread.resolved" if new == Thread.Status.RESOLVED else "thread.reopened"
    event_record(action=action, subject=thread, actor=actor)


def _said(thread: Thread, author: User, text: str, *, comment_id: uuid.UUID | None) -> Comment:
    """Add the next comment. The thread's row is the lock that makes numbers follow each other."""
    room = Thread.objects.filter(pk=thread.pk, comment_count__lt=COMMENTS_MAX)
    if not room.update(comment_count=F("comment_count") + 1, last_comment_at=timezone.now()):
        raise ThreadFullError(filled("A thread has at most {limit} comments.", limit=COMMENTS_MAX))
    thread.refresh_from_db(fields=["comment_count", "last_comment_at"])
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                pk=comment_id or uuid.uuid4(),
                thread=thread,
                number=thread.comment_count,
                author=author,
                text=text,
                created_at=thread.last_comment_at,
            )
    except IntegrityError as error:
        raise IdTakenError("This id stands for something else already.") from error
    named = people_named(thread=thread, text=text, author=author)
    Mention.objects.bulk_create(
        Mention(comment=comment, person_id=person, name=name) for person, name in named.items()
    )
    if thread.annotator_id != author.pk:
        look_at_videos(viewer=author, videos={thread.video_id})
    return comment


def _annotator(project: Project, video: Video, annotation: Annotation | None, actor: User) -> User | None:
    if annotation is not None:
        return annotation.annotator
    return actor if asks_as_annotator(project=project, video_id=video.pk, person=actor) else None


def _same(made: Made, own: bool) -> Made:
    if not own:
        raise IdTakenError("This id stands for something else already.")
    return made


def _where(thread: Thread) -> dict[str, Any]:
    annotation = str(thread.annotation_id) if thread.annotation_id else None
    return {"video": str(thread.video_id), "annotation": annotation, "frame": thread.frame}
