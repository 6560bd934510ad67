"""Signing in and out, one's own account, and the one-time links used by people without a session."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponseRedirect
from django.middleware.csrf import get_token
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.authentication import SessionAuthentication
from annotations.errors import InvalidInputError, OidcError
from annotations.limits.rates import OpenThrottle
from annotations.models import User
from annotations.selectors import people as selectors
from annotations.serializers import people as serializers
from annotations.services import invitations, people
from annotations.services.events import event_record
from annotations.services.oidc import signing_in
from annotations.services.personal.second_factor import second_factor_check
from annotations.views.base import person_of

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105


class OpenView(APIView):
    """For everybody, by session only; a write needs the CSRF token even before the sign-in."""

    authentication_classes = [SessionAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [OpenThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF asks only signed-in people for the token: signing in must be protected as well."""
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            SessionAuthentication().enforce_csrf(request)


class SessionView(OpenView):
    """The browser's session."""

    @extend_schema(responses=serializers.SessionOut)
    def get(self, request: Request) -> Response:
        """Whether somebody is signed in; also sets the CSRF cookie."""
        get_token(request._request)
        body = {
            "authenticated": request.user.is_authenticated,
            "provider": settings.OIDC.name if settings.OIDC else None,
        }
        return Response(serializers.SessionOut(body).data)

    @extend_schema(request=serializers.SessionIn, responses=serializers.ProfileOut)
    def post(self, request: Request) -> Response:
        """Sign in."""
        body = serializers.SessionIn(data=request.data)
        body.is_valid(raise_exception=True)
        code = body.validated_data.pop("code")
        person = people.person_authenticate(request=request._request, **body.validated_data)
        second_factor_check(request=request._request, person=person, code=code)
        return _signed_in(request, person)

    @extend_schema(responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        return Response(status=HTTPStatus.NO_CONTENT)


class OidcView(OpenView):
    """Signing in by the site's OpenID provider, for browsers alone; 404 where it has none."""

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Begin: the provider's address to send the browser to."""
        signing_in.oidc_require()
        body = serializers.OidcIn(data=request.data)
        body.is_valid(raise_exception=True)
        url = signing_in.oidc_begin(request=request._request, after=body.validated_data["next"])
        return Response(serializers.OidcOut({"url": url}).data)


class OidcCallbackView(OpenView):
    """Where the provider sends the browser back to: every way on from here is one of our pages."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseRedirect:
        """Sign in, and go on where one was going; else to the sign-in page, which says what is missing."""
        back = signing_in.oidc_return(request=request._request)
        if back.person is None:
            return _sign_in_page(step="code", next=back.after)
        _sign_in(request, back.person, by="oidc")
        return HttpResponseRedirect(back.after)

    def handle_exception(self, exc: Exception) -> Any:
        """A person is looking: the page says in words what is wrong."""
        if isinstance(exc, OidcError):
            return _sign_in_page(problem=exc.code)
        return super().handle_exception(exc)


class OidcCodeView(OpenView):
    """The second factor of somebody whom the provider sent back."""

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Give the code of the authenticator app, and be signed in."""
        signing_in.oidc_require()
        body = serializers.CodeIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = signing_in.oidc_finish(request=request._request, code=body.validated_data["code"])
        return _signed_in(request, person, by="oidc")


def _sign_in_page(**query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(query)}")


def _sign_in(request: Request, person: User, *, by: str = "password") -> None:
    login(request._request, person, backend=PASSWORD_BACKEND)
    event_record(action="person.signed_in", subject=person, actor=person, facts={"by": by})


def _signed_in(request: Request, person: User, *, by: str = "password") -> Response:
    _sign_in(request, person, by=by)
    return Response(serializers.ProfileOut(selectors.profile_get(person=person)).data)


class MeView(APIView):
    """Who am I."""

    @extend_schema(responses=serializers.ProfileOut)
    def get(self, request: Request) -> Response:
        """One's name, roles per project and settings."""
        return Response(serializers.ProfileOut(selectors.profile_get(person=person_of(request))).data)


class PasswordView(APIView):
    """One's own password."""

    session_only = True

    @extend_schema(request=serializers.PasswordChangeIn, responses={HTTPStatus.NO_CONTENT: None})
    def post(self, request: Request) -> Response:
        """Change it; all other sessions of this person end."""
        body = serializers.PasswordChangeIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = person_of(request)
        people.password_change(
            request=request._request,
            person=person,
            current=body.validated_data["current_password"],
            password=body.validated_data["new_password"],
        )
        update_session_auth_hash(request._request, person)
        return Response(status=HTTPStatus.NO_CONTENT)


class SettingsView(APIView):
    """One's own settings: any JSON object."""

    @extend_schema(responses={HTTPStatus.OK: dict[str, Any]})
    def get(self, request: Request) -> Response:
        """The stored object."""
        return Response(person_of(request).settings)

    @extend_schema(request=dict[str, Any], responses={HTTPStatus.OK: dict[str, Any]})
    def put(self, request: Request) -> Response:
        """Replace it; at most 64 KiB."""
        if not isinstance(request.data, dict):
            raise InvalidInputError(
                [{"field": "", "code": "invalid", "detail": "Settings are a JSON object."}]
            )
        return Response(people.settings_replace(person=person_of(request), settings=request.data))


class InvitationLookupView(OpenView):
    """What an invitation link leads to."""

    @extend_schema(
        parameters=[OpenApiParameter("token", str, required=True)], responses=serializers.InvitationLookupOut
    )
    def get(self, request: Request) -> Response:
        """The project and the roles; 404 `invitation_invalid` for a link that does not count."""
        invitation = selectors.invitation_by_token(token=request.query_params.get("token", ""))
        return Response(serializers.InvitationLookupOut(invitation).data)


class InvitationAcceptView(OpenView):
    """Using an invitation link."""

    @extend_schema(request=serializers.InvitationAcceptIn, responses=serializers.ProfileOut)
    def post(self, request: Request) -> Response:
        """Make an account with the link's roles and sign in."""
        body = serializers.InvitationAcceptIn(data=request.data)
        body.is_valid(raise_exception=True)
        return _signed_in(request, invitations.invitation_accept(**body.validated_data))


class InvitationJoinView(OpenView):
    """Using an invitation link with the account one has."""

    @extend_schema(request=serializers.InvitationJoinIn, responses=serializers.ProfileOut)
    def post(self, request: Request) -> Response:
        """Get the link's roles."""
        if not request.user.is_authenticated:
            raise NotAuthenticated
        body = serializers.InvitationJoinIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = invitations.invitation_join(person=person_of(request), **body.validated_data)
        return Response(serializers.ProfileOut(selectors.profile_get(person=person)).data)


class PasswordResetView(OpenView):
    """Using a reset link."""

    @extend_schema(request=serializers.PasswordResetIn, responses={HTTPStatus.NO_CONTENT: None})
    def post(self, request: Request) -> Response:
        """Choose a new password; the link counts once."""
        body = serializers.PasswordResetIn(data=request.data)
        body.is_valid(raise_exception=True)
        invitations.password_reset(**body.validated_data)
        return Response(status=HTTPStatus.NO_CONTENT)
