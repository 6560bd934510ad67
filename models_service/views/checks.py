"""Whether a model agrees with an answer: for those who judge it."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.serializers.problems import problems
from annotations.services.personal.looks import look_record
from annotations.views.base import person_of
from models_service.selectors.checks import check_about
from models_service.serializers.checks import AgreementCheckOut, check_json


class AgreementCheckView(APIView):
    """GET annotations/{id}/agreement-check/"""

    @extend_schema(responses={200: AgreementCheckOut, **problems(401, 403, 404)})
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """What the model makes of a handed-in answer; never shown to its annotator."""
        viewer = person_of(request)
        annotation, check = check_about(annotation_id=annotation_id, viewer=viewer)
        look_record(viewer=viewer, annotations=[annotation])
        return Response(check_json(check))
