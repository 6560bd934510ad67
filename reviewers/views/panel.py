"""The panel: all answers on one video."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.serializers.problems import problems
from annotations.services.personal.looks import look_record
from annotations.views.base import person_of
from reviewers.selectors.gold import JUDGES, gold_video_get
from reviewers.serializers.panel import PanelOut
from reviewers.services.computed import panel_get


class PanelView(APIView):
    """GET videos/{id}/panel/"""

    required_scope = "review"

    @extend_schema(responses={200: PanelOut, **problems(401, 403, 404)})
    def get(self, request: Request, video_id: UUID) -> Response:
        """Every handed-in answer, matched with the others', its conflicts, and what is proposed instead."""
        viewer = person_of(request)
        video = gold_video_get(video_id=video_id, viewer=viewer, roles=JUDGES)
        panel = panel_get(video=video, viewer=viewer)
        look_record(viewer=viewer, annotations=panel.answers)
        return Response(PanelOut(panel, context={"viewer": viewer}).data)
