"""What a person hears, how far they are, how they prove who they are, and how they leave."""

from http import HTTPStatus

from django.contrib.auth import logout
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.selectors.notices import notices_get
from annotations.selectors.people import second_factor_get
from annotations.selectors.progress import progress_get
from annotations.serializers import people as serializers
from annotations.serializers.personal import NoticesOut, NoticesSeenIn, ProgressOut
from annotations.serializers.problems import problems
from annotations.services.personal import second_factor
from annotations.services.personal.leaving import account_delete
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


class SecondFactorView(APIView):
    """The code of an authenticator app, asked for at sign-in."""

    session_only = True

    @extend_schema(responses={200: serializers.SecondFactorOut, **problems(401)})
    def get(self, request: Request) -> Response:
        """Whether it is asked for, and how many recovery codes are left."""
        return Response(serializers.SecondFactorOut(second_factor_get(person=person_of(request))).data)

    @extend_schema(
        request=serializers.PasswordIn, responses={200: serializers.EnrolmentOut, **problems(400, 401, 409)}
    )
    def post(self, request: Request) -> Response:
        """Begin: a fresh secret for the app. `409 wrong_state` where one is in use already."""
        enrolment = second_factor.second_factor_begin(
            request=request._request, person=person_of(request), password=_password(request)
        )
        return Response(serializers.EnrolmentOut(enrolment).data)


class SecondFactorConfirmView(APIView):
    """The app gives codes."""

    session_only = True

    @extend_schema(
        request=serializers.CodeIn, responses={200: serializers.RecoveryCodesOut, **problems(400, 401, 409)}
    )
    def post(self, request: Request) -> Response:
        """Ask for codes from here on; answers with the recovery codes, which are shown this once."""
        body = serializers.CodeIn(data=request.data)
        body.is_valid(raise_exception=True)
        codes = second_factor.second_factor_confirm(person=person_of(request), **body.validated_data)
        return Response(serializers.RecoveryCodesOut({"recovery_codes": codes}).data)


class SecondFactorRemoveView(APIView):
    """The password alone again."""

    session_only = True

    @extend_schema(
        request=serializers.PasswordIn, responses={HTTPStatus.NO_CONTENT: None, **problems(400, 401)}
    )
    def post(self, request: Request) -> Response:
        """Ask for no code from here on."""
        second_factor.second_factor_remove(
            request=request._request, person=person_of(request), password=_password(request)
        )
        return Response(status=HTTPStatus.NO_CONTENT)


class LeaveView(APIView):
    """Deleting one's account."""

    session_only = True

    @extend_schema(
        request=serializers.PasswordIn, responses={HTTPStatus.NO_CONTENT: None, **problems(400, 401, 409)}
    )
    def post(self, request: Request) -> Response:
        """Take away name, password, roles and keys; the labels stay under the pseudonym. Not undone."""
        account_delete(request=request._request, person=person_of(request), password=_password(request))
        logout(request._request)
        return Response(status=HTTPStatus.NO_CONTENT)


def _password(request: Request) -> str:
    body = serializers.PasswordIn(data=request.data)
    body.is_valid(raise_exception=True)
    return str(body.validated_data["password"])
