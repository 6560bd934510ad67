"""Taking the next video."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.serializers.queue import ClaimOut, QueueNextIn
from annotations.services.assignments import queue_next
from annotations.views.base import person_of


class QueueNextView(APIView):
    """POST queue/next/"""

    required_scope = "annotate"

    @extend_schema(
        request=QueueNextIn,
        responses={
            200: ClaimOut,
            204: OpenApiResponse(description="There is nothing for you."),
            **problems(400, 401, 403, 404),
        },
    )
    def post(self, request: Request) -> Response:
        """Own unfinished work first, else the next free video; 204 when there is nothing."""
        wanted = QueueNextIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = person_of(request)
        project = project_get(slug=wanted.validated_data["project"], viewer=person)
        claim = queue_next(project=project, person=person, after=wanted.validated_data["after"])
        if claim is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(ClaimOut(claim, context={"viewer": person}).data)
