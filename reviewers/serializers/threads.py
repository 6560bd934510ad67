"""Threads as JSON; texts are plain text, people are pseudonyms."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation
from annotations.serializers.aids import BoxIn
from annotations.serializers.fields import FlagField, IdField, TextField, WholeNumberField
from reviewers.models import Comment, Thread
from reviewers.selectors.threads.people import thread_name
from reviewers.services.threads.writing import COMMENTS_MAX, may_settle

TEXT_MAX = 4000
DRAFT = Annotation.Status.DRAFT


class CommentIn(serializers.Serializer[Any]):
    """What is said; with a client-made id, the same comment sent again is added once."""

    id = IdField(required=False, default=None)
    text = TextField(max_length=TEXT_MAX)

    def validate_text(self, text: str) -> str:
        """Something must be said."""
        if not text.strip():
            raise serializers.ValidationError("Write something.", code="blank")
        return text


class ThreadIn(CommentIn):
    """Where it is pinned, and what is asked."""

    project = serializers.SlugField()
    video = IdField()
    annotation = IdField(required=False, allow_null=True, default=None)
    trace = IdField(required=False, allow_null=True, default=None)
    frame = WholeNumberField(required=False, allow_null=True, default=None)
    bbox = BoxIn(required=False, allow_null=True, default=None)


class ThreadListIn(serializers.Serializer[Any]):
    """The list's filters."""

    project = serializers.SlugField(required=False, default=None)
    video = serializers.UUIDField(required=False, default=None)
    annotation = serializers.UUIDField(required=False, default=None)
    status = serializers.ChoiceField(choices=Thread.Status.choices, required=False, default=None)
    unread = FlagField(required=False, default=False, help_text="only those with something new")
    mine = FlagField(required=False, default=False, help_text="only those that the viewer takes part in")
    mentions = FlagField(required=False, default=False, help_text="only those that name the viewer")


class ThreadReadIn(serializers.Serializer[Any]):
    """Up to which comment; without a number, all there are."""

    number = WholeNumberField(
        required=False, allow_null=True, default=None, min_value=0, max_value=COMMENTS_MAX
    )


class PeopleIn(serializers.Serializer[Any]):
    """The thread, or the answer that a new one is to be about."""

    thread = serializers.UUIDField(required=False, default=None)
    annotation = serializers.UUIDField(required=False, default=None)


class PeopleOut(serializers.Serializer[Any]):
    """The names that a comment can mention with an @ before them."""

    names = serializers.ListField(child=serializers.CharField())


class BoxOut(serializers.Serializer[Any]):
    """A box on the thread's frame."""

    left = serializers.IntegerField()
    top = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class MentionOut(serializers.Serializer[Any]):
    """A name in the text, and whether it means the viewer."""

    name = serializers.CharField()
    me = serializers.BooleanField()


class CommentOut(serializers.Serializer[Any]):
    """One comment; the context needs `viewer` and `thread`."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    author = serializers.SerializerMethodField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    mentions = serializers.SerializerMethodField()

    def get_author(self, comment: Comment) -> str:
        """`me` or a pseudonym."""
        return thread_name(
            thread=self.context["thread"], person_id=comment.author_id, viewer=self.context["viewer"]
        )

    def get_mentions(self, comment: Comment) -> list[dict[str, Any]]:
        """The names in the text that stand for somebody."""
        me = self.context["viewer"].pk
        return [{"name": row.name, "me": row.person_id == me} for row in comment.mentions.all()]


class ThreadListedOut(serializers.Serializer[Any]):
    """A thread in a list; the context needs `viewer`."""

    id = serializers.UUIDField()
    project = serializers.CharField(source="project.slug")
    video = serializers.UUIDField(source="video_id")
    annotation = serializers.UUIDField(source="annotation_id", allow_null=True)
    annotation_status = serializers.SerializerMethodField()
    opens = serializers.SerializerMethodField()
    annotator = serializers.SerializerMethodField()
    trace = serializers.UUIDField(allow_null=True)
    frame = serializers.IntegerField(allow_null=True)
    bbox = BoxOut(allow_null=True)
    status = serializers.ChoiceField(choices=Thread.Status.choices)
    opened_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    last_comment_at = serializers.DateTimeField()
    comment_count = serializers.IntegerField()
    unread = serializers.IntegerField()
    mentioned = serializers.BooleanField()
    may_settle = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    def get_annotation_status(self, thread: Thread) -> str | None:
        """The state of the answer that it is about."""
        annotation: Annotation | None = thread.annotation
        return annotation.status if annotation else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_opens(self, thread: Thread) -> str | None:
        """The answer beside which the viewer can look at the place: the one that it is about unless that is
        somebody else's draft, else their own about the video.
        """
        about: Annotation | None = thread.annotation
        if about and (about.annotator_id == self.context["viewer"].pk or about.status != DRAFT):
            return str(about.pk)
        own = getattr(thread, "own_answer", None)
        return str(own) if own else None

    def get_annotator(self, thread: Thread) -> str | None:
        """Who reads it besides the project's judges; null where only they do."""
        if thread.annotator_id is None:
            return None
        return thread_name(thread=thread, person_id=thread.annotator_id, viewer=self.context["viewer"])

    def get_opened_by(self, thread: Thread) -> str:
        """`me` or a pseudonym."""
        return thread_name(thread=thread, person_id=thread.opened_by_id, viewer=self.context["viewer"])

    def get_may_settle(self, thread: Thread) -> bool:
        """Whether the viewer may resolve and reopen it."""
        return may_settle(thread=thread, viewer=self.context["viewer"])

    def get_text(self, thread: Thread) -> str:
        """What was asked: the first comment."""
        found: list[Comment] = getattr(thread, "first_comments", None) or getattr(thread, "said", [])
        return found[0].text if found else ""


class ThreadOut(ThreadListedOut):
    """A thread with everything that was said."""

    comments = serializers.SerializerMethodField()

    def get_comments(self, thread: Thread) -> Any:
        """The comments in order."""
        said: list[Comment] = getattr(thread, "said", [])
        return CommentOut(said, many=True, context={**self.context, "thread": thread}).data


class ThreadCountsOut(serializers.Serializer[Any]):
    """How many threads are open, how many hold something new, how many a new mention of the viewer."""

    open = serializers.IntegerField()
    unread = serializers.IntegerField()
    mentions = serializers.IntegerField()
