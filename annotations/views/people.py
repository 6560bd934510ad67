"""Members of a project, invitations into it, and reset links for its members."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors import people as selectors
from annotations.selectors.access import project_get
from annotations.serializers import people as serializers
from annotations.services import invitations, projects
from annotations.views.base import PagedView, person_of


class MemberListView(PagedView):
    """The people of a project."""

    required_scope = "manage"
    ordering = ("username", "id")

    @extend_schema(responses=serializers.MemberOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All members with their roles, for project admins."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        members = selectors.member_list(project=project, viewer=viewer)
        return self.page(request, members, serializers.MemberOut)

    @extend_schema(request=serializers.MemberIn, responses={HTTPStatus.CREATED: serializers.MemberOut})
    def post(self, request: Request, slug: str) -> Response:
        """Give an existing account roles in the project."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = serializers.MemberIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = projects.member_add(project=project, actor=actor, **body.validated_data)
        member = selectors.member_get(project=project, user_id=person.pk, viewer=actor)
        return Response(serializers.MemberOut(member).data, status=HTTPStatus.CREATED)


class MemberView(APIView):
    """One person of a project."""

    required_scope = "manage"

    @extend_schema(request=serializers.MemberRolesIn, responses=serializers.MemberOut)
    def patch(self, request: Request, slug: str, user_id: int) -> Response:
        """Replace the person's roles."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        member = selectors.member_get(project=project, user_id=user_id, viewer=actor)
        body = serializers.MemberRolesIn(data=request.data)
        body.is_valid(raise_exception=True)
        projects.member_roles_set(project=project, person=member, actor=actor, **body.validated_data)
        shown = selectors.members_of(project=project).get(pk=member.pk)
        return Response(serializers.MemberOut(shown).data)

    @extend_schema(responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request, slug: str, user_id: int) -> Response:
        """Take the person out of the project; the answers stay."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        member = selectors.member_get(project=project, user_id=user_id, viewer=actor)
        projects.member_roles_set(project=project, person=member, roles=[], actor=actor)
        return Response(status=HTTPStatus.NO_CONTENT)


class ResetLinkView(APIView):
    """A one-time link to a new password."""

    session_only = True

    @extend_schema(request=serializers.ResetLinkIn, responses={HTTPStatus.CREATED: serializers.ResetLinkOut})
    def post(self, request: Request, slug: str, user_id: int) -> Response:
        """Make one for a member; it is shown this once."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        member = selectors.member_get(project=project, user_id=user_id, viewer=actor)
        body = serializers.ResetLinkIn(data=request.data)
        body.is_valid(raise_exception=True)
        reset, token = invitations.reset_link_create(
            project=project, person=member, actor=actor, **body.validated_data
        )
        shown = serializers.ResetLinkOut({"url": f"/reset/{token}", "expires_at": reset.expires_at})
        return Response(shown.data, status=HTTPStatus.CREATED)


class InvitationListView(PagedView):
    """One-time links into a project."""

    required_scope = "manage"

    @extend_schema(responses=serializers.InvitationOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The open ones, without their tokens."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        rows = selectors.invitation_list(project=project, viewer=viewer)
        return self.page(request, rows, serializers.InvitationOut)

    @extend_schema(
        request=serializers.InvitationIn, responses={HTTPStatus.CREATED: serializers.InvitationCreatedOut}
    )
    def post(self, request: Request, slug: str) -> Response:
        """A new link, shown this once."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = serializers.InvitationIn(data=request.data)
        body.is_valid(raise_exception=True)
        invitation, token = invitations.invitation_create(project=project, actor=actor, **body.validated_data)
        shown = serializers.InvitationOut(invitation).data | {"url": f"/invite/{token}"}
        return Response(shown, status=HTTPStatus.CREATED)


class InvitationView(APIView):
    """One link."""

    required_scope = "manage"

    @extend_schema(responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request, slug: str, invitation_id: UUID) -> Response:
        """Revoke it."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        invitation = selectors.invitation_get(project=project, invitation_id=invitation_id, viewer=actor)
        invitations.invitation_revoke(invitation=invitation, actor=actor)
        return Response(status=HTTPStatus.NO_CONTENT)
