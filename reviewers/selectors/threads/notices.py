"""What a person hears of threads: that they were named, and replies where they take part."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from annotations.models import User
from annotations.selectors.notices import NOTICES_MAX, Notice, NoticePart
from reviewers.models import Comment, Mention
from reviewers.selectors.threads.visible import threads_visible

EXCERPT = 280


def thread_notices(viewer: User) -> NoticePart:
    """The newest mentions and replies, and how many are new: 2 queries."""
    rows = _heard(viewer)
    until = viewer.notices_seen_until
    unseen = (rows if until is None else rows.filter(created_at__gt=until)).count()
    newest = rows.select_related("thread__project").order_by("-created_at", "-pk")[:NOTICES_MAX]
    return NoticePart(unseen, [_notice(comment, viewer) for comment in newest])


def _heard(viewer: User) -> QuerySet[Comment]:
    """Comments of others, in threads that the viewer may read, that name them or answer them."""
    named = Mention.objects.filter(comment=OuterRef("pk"), person=viewer)
    own = Comment.objects.filter(thread=OuterRef("thread"), author=viewer, number__lt=OuterRef("number"))
    concerned = Q(thread__annotator=viewer) | Q(Exists(own)) | Q(mentioned=True)
    return (
        Comment.objects.annotate(mentioned=Exists(named))
        .filter(concerned, thread__in=Subquery(threads_visible(viewer=viewer).values("pk")))
        .exclude(author=viewer)
    )


def _notice(comment: Comment, viewer: User) -> Notice:
    """The text only where it is about the viewer's own answer: to read others' is a look, a notice is not."""
    thread, until = comment.thread, viewer.notices_seen_until
    return Notice(
        kind="mention" if comment.mentioned else "reply",  # type: ignore[attr-defined]
        annotation=thread.annotation_id,
        project=thread.project.slug,
        at=comment.created_at,
        reasons=[],
        text=comment.text[:EXCERPT] if thread.annotator_id == viewer.pk else "",
        seen=until is not None and comment.created_at <= until,
        thread=thread.pk,
    )
