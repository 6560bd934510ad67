"""The data explorer: videos found, counted, opened."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.services.personal.looks import look_record
from annotations.views.base import PagedView, person_of
from reviewers.selectors import explorer as selectors
from reviewers.selectors.gold import gold_sources
from reviewers.serializers import explorer as serializers


class ExplorerView(PagedView):
    """GET projects/{slug}/explorer/"""

    ordering = ("video_id",)

    @extend_schema(
        operation_id="projects_explorer_list",
        parameters=[serializers.ExplorerIn],
        responses={200: serializers.ExplorerRowOut(many=True), **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """The videos that the filter finds, by `video_id`, with what is known of their answers."""
        asked = _asked(request, slug)
        return self.page(
            request,
            selectors.explorer_videos(**asked),
            serializers.ExplorerRowOut,
            lambda page: selectors.explorer_rows(
                videos=page, project=asked["project"], viewer=asked["viewer"]
            ),
        )


class ExplorerCountsView(APIView):
    """GET projects/{slug}/explorer/counts/"""

    @extend_schema(
        parameters=[serializers.ExplorerIn],
        responses={200: serializers.ExplorerCountsOut, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """How many videos the filter finds, and from which sources."""
        counts = selectors.explorer_counts(**_asked(request, slug))
        return Response(serializers.ExplorerCountsOut(counts).data)


class ExplorerVideoView(APIView):
    """GET projects/{slug}/explorer/{video_id}/"""

    @extend_schema(
        operation_id="projects_explorer_video_retrieve",
        parameters=[serializers.ExplorerIn],
        responses={200: serializers.ExplorerVideoOut, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, slug: str, video_id: UUID) -> Response:
        """One video (or its tombstone), its gold, and its neighbours among those that the filter finds."""
        asked = _asked(request, slug)
        project, viewer = asked["project"], asked["viewer"]
        video = selectors.explorer_get(project=project, viewer=viewer, video_id=video_id)
        videos = selectors.explorer_videos(**asked)
        video.beside = selectors.explorer_beside(videos=videos, video=video)
        (row,) = selectors.explorer_rows(videos=[video], project=project, viewer=viewer)
        if row.gold is not None:
            look_record(viewer=viewer, annotations=gold_sources(video=video))
        return Response(serializers.ExplorerVideoOut(row, context={"viewer": viewer}).data)


def _asked(request: Request, slug: str) -> dict[str, Any]:
    """The project, who asks, and the filter; 400 for a value that the filter does not know."""
    viewer = person_of(request)
    project = project_get(slug=slug, viewer=viewer)
    wanted = serializers.ExplorerIn(data=request.query_params)
    wanted.is_valid(raise_exception=True)
    return {"project": project, "viewer": viewer, "chosen": wanted.chosen()}
