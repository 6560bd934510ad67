"""Who may read a thread. The blindness line runs here and nowhere else."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Annotation, Assignment, Look, Project, Purpose, QueueEntry, User
from annotations.selectors.access import Role, project_list, projects_where, roles_of
from annotations.selectors.queue import UNFINISHED
from reviewers.models import Thread

JUDGES = (Role.REVIEWER, Role.ADMIN)
ANSWERING = (Purpose.ANNOTATE, Purpose.QUALIFY)


def threads_visible(*, viewer: User) -> QuerySet[Thread]:
    """Threads about the viewer's own answers and those they asked as an annotator; to judges all of the
    project, except on videos that they still have to answer blind. None on a video that was taken down.

    A mention opens nothing: who cannot read the thread does not learn of it.
    """
    own = Q(annotator=viewer, project__in=project_list(viewer=viewer).values("pk"))
    judged = projects_where(user=viewer, roles=JUDGES) & ~must_answer_blind(viewer, OuterRef("video"))
    return Thread.objects.filter(own | judged, video__taken_down_at=None)


def thread_get(*, thread_id: UUID, viewer: User) -> Thread:
    """One thread with its project that the viewer may read."""
    thread = threads_visible(viewer=viewer).select_related("project").filter(pk=thread_id).first()
    if thread is None:
        raise NotFoundError("There is no such thread.")
    return thread


def must_answer_blind(viewer: User, video: OuterRef | UUID) -> Q:
    """Whether the viewer's own answer about the video is still open, or is expected of them by name.

    Somebody who has looked at others' answers is not given the video any more, so a slot that was kept for
    them does not count.
    """
    looked = Look.objects.filter(person=viewer, video=OuterRef("video"))
    own = Annotation.objects.filter(annotator=viewer, video=video, status__in=UNFINISHED)
    work = Assignment.objects.filter(
        person=viewer, video=video, purpose__in=ANSWERING, status=Assignment.Status.ACTIVE
    )
    kept = QueueEntry.objects.filter(
        ~Q(status=QueueEntry.Status.DONE), ~Exists(looked), person=viewer, video=video, purpose__in=ANSWERING
    )
    return Q(Exists(own)) | Q(Exists(work)) | Q(Exists(kept))


def asks_as_annotator(*, project: Project, video_id: UUID, person: User) -> bool:
    """Whether the person asks about a video as an annotator: no judge, or one who has yet to answer it."""
    if not roles_of(project=project, user=person) & set(JUDGES):
        return True
    return Project.objects.filter(must_answer_blind(person, video_id), pk=project.pk).exists()
