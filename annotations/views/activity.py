"""How long answers took, and with what."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.annotations import annotation_get_own
from annotations.serializers.activity import ActivityIn
from annotations.serializers.problems import problems
from annotations.services.personal.activity import activity_add
from annotations.views.base import person_of


class AnnotationActivityView(APIView):
    """POST annotations/{id}/activity/"""

    required_scope = "annotate"

    @extend_schema(
        request=ActivityIn,
        responses={204: OpenApiResponse(description="Kept."), **problems(400, 401, 403, 404)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Add slices of work on one's own answer; a slice that was sent before counts once."""
        actor = person_of(request)
        annotation = annotation_get_own(annotation_id=annotation_id, viewer=actor)
        sent = ActivityIn(data=request.data)
        sent.is_valid(raise_exception=True)
        activity_add(annotation=annotation, actor=actor, slices=sent.validated_data["slices"])
        return Response(status=HTTPStatus.NO_CONTENT)
