"""Keeping, giving back and giving out the right to work on a video."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.selectors.queue import assignment_get
from annotations.serializers.assignments import AssignmentsGiveIn, AssignmentsGivenOut, LeaseOut, SkipIn
from annotations.serializers.problems import problems
from annotations.services.assignments import assignment_heartbeat, assignment_release, assignment_skip
from annotations.services.queue import assignments_give
from annotations.views.base import person_of

GIVEN_BACK = OpenApiResponse(description="Given back.")


class AssignmentsGiveView(APIView):
    """POST assignments/"""

    required_scope = "manage"

    @extend_schema(
        request=AssignmentsGiveIn, responses={201: AssignmentsGivenOut, **problems(400, 401, 403, 404)}
    )
    def post(self, request: Request) -> Response:
        """Let videos wait for one person, ahead of everything else (project admins)."""
        wanted = AssignmentsGiveIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        actor = person_of(request)
        project = project_get(slug=wanted.validated_data["project"], viewer=actor)
        outcomes = assignments_give(
            project=project,
            videos=wanted.validated_data["videos"],
            username=wanted.validated_data["person"],
            actor=actor,
        )
        results = [{"video": video_id, "outcome": outcome} for video_id, outcome in outcomes.items()]
        return Response(AssignmentsGivenOut({"results": results}).data, status=status.HTTP_201_CREATED)


class AssignmentHeartbeatView(APIView):
    """POST assignments/{id}/heartbeat/"""

    required_scope = "annotate"

    @extend_schema(request=None, responses={200: LeaseOut, **problems(401, 404, 409)})
    def post(self, request: Request, assignment_id: UUID) -> Response:
        """Renew the lease."""
        assignment = assignment_get(assignment_id=assignment_id, viewer=person_of(request))
        return Response(LeaseOut({"lease_until": assignment_heartbeat(assignment=assignment)}).data)


class AssignmentReleaseView(APIView):
    """POST assignments/{id}/release/"""

    required_scope = "annotate"

    @extend_schema(request=None, responses={204: GIVEN_BACK, **problems(401, 404, 409)})
    def post(self, request: Request, assignment_id: UUID) -> Response:
        """Give the video back; what was drawn so far stays for a later claim."""
        person = person_of(request)
        assignment = assignment_get(assignment_id=assignment_id, viewer=person)
        assignment_release(assignment=assignment, actor=person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AssignmentSkipView(APIView):
    """POST assignments/{id}/skip/"""

    required_scope = "annotate"

    @extend_schema(request=SkipIn, responses={204: GIVEN_BACK, **problems(400, 401, 404, 409)})
    def post(self, request: Request, assignment_id: UUID) -> Response:
        """Give the video back for good, with a reason."""
        person = person_of(request)
        assignment = assignment_get(assignment_id=assignment_id, viewer=person)
        wanted = SkipIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        assignment_skip(assignment=assignment, actor=person, reason=wanted.validated_data["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)
