"""What a person hears, and how far they are."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.selectors.notices import notices_get
from annotations.selectors.progress import progress_get
from annotations.serializers.personal import NoticesOut, NoticesSeenIn, ProgressOut
from annotations.serializers.problems import problems
from annotations.services.personal.notices import notices_see
from annotations.views.base import person_of


class NoticesView(APIView):
    """GET me/notices/"""

    @extend_schema(responses={200: NoticesOut, **problems(401)})
    def get(self, request: Request) -> Response:
        """What reviewers decided on one's own answers: the newest 50, and how many are new."""
        return Response(NoticesOut(notices_get(viewer=person_of(request))).data)


class NoticesSeenView(APIView):
    """POST me/notices/seen/"""

    required_scope = "annotate"

    @extend_schema(
        request=NoticesSeenIn, responses={204: OpenApiResponse(description="Seen."), **problems(400, 401)}
    )
    def post(self, request: Request) -> Response:
        """Everything up to a moment is seen."""
        sent = NoticesSeenIn(data=request.data)
        sent.is_valid(raise_exception=True)
        notices_see(person=person_of(request), until=sent.validated_data["until"])
        return Response(status=HTTPStatus.NO_CONTENT)


class ProgressView(APIView):
    """GET projects/{slug}/my-progress/"""

    @extend_schema(responses={200: ProgressOut, **problems(401, 404)})
    def get(self, request: Request, slug: str) -> Response:
        """How far one is oneself in the project; nobody else's numbers."""
        person = person_of(request)
        project = project_get(slug=slug, viewer=person)
        return Response(ProgressOut(progress_get(project=project, person=person)).data)
