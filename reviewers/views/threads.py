"""Threads: list, open, read, answer, settle, counts and names."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Project, User, Video
from annotations.selectors.access import project_get
from annotations.selectors.annotations import annotation_get
from annotations.selectors.videos import video_get
from annotations.serializers.problems import problems
from annotations.views.base import PagedView, person_of
from reviewers.errors import VideoElsewhereError
from reviewers.models import Thread
from reviewers.selectors.threads.listed import ThreadFilter, thread_counts, thread_list, thread_whole
from reviewers.selectors.threads.people import people_to_name
from reviewers.selectors.threads.visible import thread_get
from reviewers.serializers import threads as serializers
from reviewers.services.threads import writing as services

WHOLE = serializers.ThreadOut
SETTLED = {200: WHOLE, **problems(401, 403, 404, 409)}


class ThreadListView(PagedView):
    """GET and POST threads/"""

    required_scope = "annotate"
    ordering = ("-last_comment_at", "-id")

    @extend_schema(
        operation_id="threads_list",
        parameters=[serializers.ThreadListIn],
        responses={200: serializers.ThreadListedOut(many=True), **problems(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Threads, the latest comment first: an annotator's own ones; for judges those of the project."""
        sent = serializers.ThreadListIn(data=request.query_params)
        sent.is_valid(raise_exception=True)
        viewer = person_of(request)
        slug = sent.validated_data.pop("project")
        project = project_get(slug=slug, viewer=viewer) if slug else None
        rows = thread_list(viewer=viewer, wanted=ThreadFilter(project=project, **sent.validated_data))
        return self.page(
            request,
            rows,
            serializers.ThreadListedOut,
            lambda page: services.threads_shown(viewer=viewer, threads=page),
            viewer=viewer,
        )

    @extend_schema(
        operation_id="threads_create",
        request=serializers.ThreadIn,
        responses={201: WHOLE, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Ask or remark something about a video, a frame, a box or a trace."""
        sent = serializers.ThreadIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted, actor = sent.validated_data, person_of(request)
        project = project_get(slug=wanted["project"], viewer=actor)
        about = wanted["annotation"]
        thread = services.thread_open(
            video=_video_of(project, wanted["video"], actor),
            annotation=annotation_get(annotation_id=about, viewer=actor) if about else None,
            pin={name: wanted[name] for name in ("trace", "frame", "bbox")},
            text=wanted["text"],
            actor=actor,
            thread_id=wanted["id"],
        )
        return _whole(thread, actor, HTTPStatus.CREATED)


class ThreadView(APIView):
    """GET threads/{id}/"""

    @extend_schema(responses={200: WHOLE, **problems(401, 404)})
    def get(self, request: Request, thread_id: UUID) -> Response:
        """A thread with everything that was said; reading it here marks nothing as read."""
        viewer = person_of(request)
        thread = thread_get(thread_id=thread_id, viewer=viewer)
        services.threads_shown(viewer=viewer, threads=[thread])
        return _whole(thread, viewer)


class ThreadCommentsView(APIView):
    """POST threads/{id}/comments/"""

    required_scope = "annotate"

    @extend_schema(
        request=serializers.CommentIn,
        responses={201: serializers.CommentOut, **problems(400, 401, 404, 409)},
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Answer."""
        actor = person_of(request)
        thread = thread_get(thread_id=thread_id, viewer=actor)
        sent = serializers.CommentIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = sent.validated_data
        comment = services.comment_add(
            thread=thread, text=wanted["text"], actor=actor, comment_id=wanted["id"]
        )
        context = {"viewer": actor, "thread": thread}
        return Response(serializers.CommentOut(comment, context=context).data, status=HTTPStatus.CREATED)


class ThreadResolveView(APIView):
    """POST threads/{id}/resolve/"""

    required_scope = "annotate"

    @extend_schema(request=None, responses=SETTLED)
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Settle it."""
        actor = person_of(request)
        thread = thread_get(thread_id=thread_id, viewer=actor)
        services.thread_resolve(thread=thread, actor=actor)
        return _whole(thread, actor)


class ThreadReopenView(APIView):
    """POST threads/{id}/reopen/"""

    required_scope = "annotate"

    @extend_schema(request=None, responses=SETTLED)
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Take the settling back."""
        actor = person_of(request)
        thread = thread_get(thread_id=thread_id, viewer=actor)
        services.thread_reopen(thread=thread, actor=actor)
        return _whole(thread, actor)


class ThreadReadView(APIView):
    """POST threads/{id}/read/"""

    required_scope = "annotate"

    @extend_schema(
        request=serializers.ThreadReadIn,
        responses={204: OpenApiResponse(description="Read."), **problems(400, 401, 404)},
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Nothing up to this comment is new any more."""
        actor = person_of(request)
        thread = thread_get(thread_id=thread_id, viewer=actor)
        sent = serializers.ThreadReadIn(data=request.data)
        sent.is_valid(raise_exception=True)
        services.thread_read(thread=thread, actor=actor, number=sent.validated_data["number"])
        return Response(status=HTTPStatus.NO_CONTENT)


class ThreadCountsView(APIView):
    """GET projects/{slug}/thread-counts/"""

    @extend_schema(responses={200: serializers.ThreadCountsOut, **problems(401, 404)})
    def get(self, request: Request, slug: str) -> Response:
        """How many threads of the project wait for the viewer."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        return Response(serializers.ThreadCountsOut(thread_counts(project=project, viewer=viewer)).data)


class ThreadPeopleView(APIView):
    """GET projects/{slug}/thread-people/"""

    @extend_schema(
        parameters=[serializers.PeopleIn],
        responses={200: serializers.PeopleOut, **problems(400, 401, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Whom the viewer can mention; never who else works on a video."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        sent = serializers.PeopleIn(data=request.query_params)
        sent.is_valid(raise_exception=True)
        annotator_id = _annotator_of(viewer, **sent.validated_data)
        names = people_to_name(project=project, annotator_id=annotator_id, viewer=viewer)
        return Response(serializers.PeopleOut({"names": list(names)}).data)


def _video_of(project: Project, video_id: UUID, actor: User) -> Video:
    video = video_get(video_id=video_id, viewer=actor)
    if video.project_id != project.pk:
        raise VideoElsewhereError("This video belongs to another project.")
    return video


def _annotator_of(viewer: User, thread: UUID | None, annotation: UUID | None) -> int | None:
    if thread:
        return thread_get(thread_id=thread, viewer=viewer).annotator_id
    return annotation_get(annotation_id=annotation, viewer=viewer).annotator_id if annotation else None


def _whole(thread: Thread, viewer: User, status: int = HTTPStatus.OK) -> Response:
    body = WHOLE(thread_whole(thread=thread, viewer=viewer), context={"viewer": viewer}).data
    return Response(body, status=status)
