"""Standardised explanations: proposed by a job, read and decided by reviewers."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.jobs import JobOut
from annotations.services.personal.looks import look_at_videos
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from models_service.selectors.explanations import explanation_get, explanation_list
from models_service.serializers.explanations import (
    ExplanationDecideIn,
    ExplanationOut,
    ExplanationsDecideIn,
    ExplanationStatusIn,
)
from models_service.services.explanations.deciding import explanations_decide
from models_service.services.explanations.proposing import explanations_propose


class ExplanationListView(PagedView):
    """The wordings of a project."""

    ordering = ("made_at", "id")

    @extend_schema(parameters=[ExplanationStatusIn], responses=ExplanationOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Oldest first; not of videos about which one's own answer is open."""
        viewer = person_of(request)
        asked = ExplanationStatusIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        project = project_get(slug=slug, viewer=viewer)
        rows = explanation_list(project=project, viewer=viewer, status=asked.validated_data["status"])

        def looked_at(page: list[Any]) -> list[Any]:
            look_at_videos(viewer=viewer, videos={each.video_id for each in page})
            return page

        return self.page(request, rows, ExplanationOut, looked_at)


class ExplanationsProposeView(APIView):
    """New proposals."""

    required_scope = "review"

    @extend_schema(request=None, responses={HTTPStatus.ACCEPTED: JobOut})
    def post(self, request: Request, slug: str) -> Response:
        """Queue proposals for every explanation of the gold that has none by the present writer."""
        actor = person_of(request)
        job = explanations_propose(project=project_get(slug=slug, viewer=actor), actor=actor)
        job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)


class ExplanationsDecideView(APIView):
    """Several wordings at once."""

    required_scope = "review"

    @extend_schema(request=ExplanationsDecideIn, responses=ExplanationOut(many=True))
    def post(self, request: Request, slug: str) -> Response:
        """Accept, reject or take back all of them or, where one is not there, none."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = ExplanationsDecideIn(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        decided = explanations_decide(
            project=project, ids=sent["ids"], decision=sent["decision"], actor=actor
        )
        return _answer(actor, decided)


class ExplanationDecideView(APIView):
    """One wording."""

    required_scope = "review"

    @extend_schema(request=ExplanationDecideIn, responses=ExplanationOut)
    def post(self, request: Request, explanation_id: UUID) -> Response:
        """Accept, reject or take back."""
        actor = person_of(request)
        found = explanation_get(explanation_id=explanation_id, viewer=actor)
        body = ExplanationDecideIn(data=request.data)
        body.is_valid(raise_exception=True)
        decision = body.validated_data["decision"]
        (decided,) = explanations_decide(
            project=found.project, ids=[found.pk], decision=decision, actor=actor
        )
        return Response(ExplanationOut(decided, context={"viewer": actor}).data)


def _answer(actor: Any, decided: Sequence[Any]) -> Response:
    look_at_videos(viewer=actor, videos={each.video_id for each in decided})
    return Response(ExplanationOut(decided, many=True, context={"viewer": actor}).data)
