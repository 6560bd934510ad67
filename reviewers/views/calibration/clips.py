"""Gold clips: listed, added, removed."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.views.base import PagedView, person_of
from reviewers.selectors.calibration.clips import gold_clip_list
from reviewers.serializers.calibration.clips import GoldClipIn, GoldClipOut
from reviewers.services.calibration.clips import gold_clip_add, gold_clip_remove


class GoldClipListView(PagedView):
    """GET and POST projects/{slug}/gold-clips/"""

    required_scope = "review"
    ordering = ("-added_at", "video")

    @extend_schema(
        operation_id="projects_gold_clips_list",
        responses={200: GoldClipOut(many=True), **problems(401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """The project's gold clips, for reviewers and admins."""
        viewer = person_of(request)
        rows = gold_clip_list(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return self.page(request, rows, GoldClipOut)

    @extend_schema(
        request=GoldClipIn,
        responses={HTTPStatus.CREATED: GoldClipOut, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make a video with gold a gold clip: it leaves ordinary work."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = GoldClipIn(data=request.data)
        body.is_valid(raise_exception=True)
        clip = gold_clip_add(project=project, video_id=body.validated_data["video"], actor=actor)
        return Response(GoldClipOut(clip).data, status=HTTPStatus.CREATED)


class GoldClipView(APIView):
    """DELETE projects/{slug}/gold-clips/{video}/"""

    required_scope = "review"

    @extend_schema(responses={204: None, **problems(401, 403, 404)})
    def delete(self, request: Request, slug: str, video_id: UUID) -> Response:
        """Give the clip to nobody new; one that nobody has had goes back to ordinary work."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        gold_clip_remove(project=project, video_id=video_id, actor=actor)
        return Response(status=HTTPStatus.NO_CONTENT)
