"""API tokens: made and revoked in a signed-in browser only, never by a token."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors import people as selectors
from annotations.serializers import people as serializers
from annotations.services import people
from annotations.views.base import PagedView, person_of


class TokenListView(PagedView):
    """One's own tokens."""

    session_only = True

    @extend_schema(responses=serializers.TokenOut(many=True))
    def get(self, request: Request) -> Response:
        """All that are not revoked, newest first."""
        return self.page(request, selectors.token_list(viewer=person_of(request)), serializers.TokenOut)

    @extend_schema(request=serializers.TokenIn, responses={HTTPStatus.CREATED: serializers.TokenCreatedOut})
    def post(self, request: Request) -> Response:
        """A new token; its text is in this answer only."""
        body = serializers.TokenIn(data=request.data)
        body.is_valid(raise_exception=True)
        token, text = people.token_create(person=person_of(request), **body.validated_data)
        shown = serializers.TokenOut(token).data | {"token": text}
        return Response(shown, status=HTTPStatus.CREATED)


class TokenView(APIView):
    """One of one's own tokens."""

    session_only = True

    @extend_schema(responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke it."""
        person = person_of(request)
        people.token_revoke(token=selectors.token_get(token_id=token_id, viewer=person), actor=person)
        return Response(status=HTTPStatus.NO_CONTENT)
