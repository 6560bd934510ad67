"""The qualification round: where one stands, beginning it, its feedback, and an admin's decisions."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Project
from annotations.selectors.access import Role, project_get, roles_of
from annotations.selectors.people import member_get
from annotations.serializers.problems import problems
from annotations.views.base import PagedView, person_of
from reviewers.selectors.calibration.qualification import (
    annotators_qualifying,
    qualification_get,
    rounds_by_person,
)
from reviewers.serializers.calibration import qualification as serializers
from reviewers.services.calibration.qualification import (
    qualification_decide,
    qualification_refresh,
    qualification_start,
)
from reviewers.services.computed import feedback_get


class QualificationView(APIView):
    """GET projects/{slug}/qualification/"""

    required_scope = "annotate"

    @extend_schema(responses={200: serializers.QualificationOut, **problems(401, 403, 404)})
    def get(self, request: Request, slug: str) -> Response:
        """Where the viewer stands; a round whose clips are all handed in is settled on the way."""
        return _standing(request, project_get(slug=slug, viewer=person_of(request)))


class QualificationStartView(APIView):
    """POST projects/{slug}/qualification/start/"""

    required_scope = "annotate"

    @extend_schema(
        request=None, responses={201: serializers.QualificationOut, **problems(401, 403, 404, 409)}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Begin the next round; `queue/next/` then gives its clips, with the purpose `qualify`."""
        project = project_get(slug=slug, viewer=person_of(request))
        qualification_start(project=project, person=person_of(request))
        return _standing(request, project, HTTPStatus.CREATED)


class FeedbackView(APIView):
    """GET annotations/{id}/feedback/"""

    required_scope = "annotate"

    @extend_schema(responses={200: serializers.FeedbackOut, **problems(401, 403, 404, 409)})
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """Expected and own answer on a clip of the round, once it is handed in; for nobody else."""
        feedback = feedback_get(annotation_id=annotation_id, viewer=person_of(request))
        return Response(serializers.FeedbackOut(feedback).data)


class QualificationListView(PagedView):
    """GET projects/{slug}/qualifications/"""

    required_scope = "review"
    ordering = ("id",)

    @extend_schema(
        operation_id="projects_qualifications_list",
        responses={200: serializers.PersonQualificationOut(many=True), **problems(401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """How far the annotators are: by name for admins, by pseudonym for reviewers."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        rows = annotators_qualifying(project=project, viewer=viewer)
        rounds, attempts = rounds_by_person(project=project)
        return self.page(
            request,
            rows,
            serializers.PersonQualificationOut,
            project=project,
            named=Role.ADMIN in roles_of(project=project, user=viewer),
            rounds=rounds,
            attempts=attempts,
        )


class QualificationDecideView(APIView):
    """POST projects/{slug}/qualifications/{user}/"""

    required_scope = "manage"

    @extend_schema(request=serializers.DecisionIn, responses={204: None, **problems(400, 401, 403, 404)})
    def post(self, request: Request, slug: str, user_id: int) -> Response:
        """An admin lets somebody pass, grants another attempt, or asks for the round again."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        person = member_get(project=project, user_id=user_id, viewer=actor)
        body = serializers.DecisionIn(data=request.data)
        body.is_valid(raise_exception=True)
        qualification_decide(project=project, person=person, actor=actor, **body.validated_data)
        return Response(status=HTTPStatus.NO_CONTENT)


def _standing(request: Request, project: Project, status: HTTPStatus = HTTPStatus.OK) -> Response:
    viewer = person_of(request)
    qualification_refresh(project=project, person=viewer)
    standing = qualification_get(project=project, viewer=viewer)
    return Response(serializers.QualificationOut(standing).data, status=status)
