"""Evaluations: predictions are sent, their scores are read."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import uploads
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from models_service.selectors.evaluations import evaluation_get, evaluation_list
from models_service.serializers.evaluations import EvaluationDetailOut, EvaluationIn, EvaluationOut
from models_service.services.evaluations.making import UploadedLines, evaluation_create
from reviewers.selectors.releases import release_get


class EvaluationListView(PagedView):
    """The evaluations of projects in which one reviews, researches or administers."""

    parser_classes = [MultiPartParser]
    required_scope = "manage"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what says itself that it is too large, before a byte of it is read."""
        uploads.request_size_check(request.headers.get("Content-Length", ""))
        super().initial(request, *args, **kwargs)

    @extend_schema(parameters=[OpenApiParameter("project", str)], responses=EvaluationOut(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        slug = request.query_params.get("project", "")
        return self.page(request, evaluation_list(viewer=person_of(request), project=slug), EvaluationOut)

    @extend_schema(
        request={"multipart/form-data": EvaluationIn}, responses={HTTPStatus.ACCEPTED: EvaluationOut}
    )
    def post(self, request: Request) -> Response:
        """Send predictions as a researcher or admin; a job scores them against a release that is done."""
        actor = person_of(request)
        body = EvaluationIn(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        upload = sent["predictions"]
        evaluation, job = evaluation_create(
            release=release_get(project=sent["project"], version=sent["release"], viewer=actor),
            actor=actor,
            lines=UploadedLines(Path(upload.temporary_file_path()), upload.sha256),
            model_id=sent["model_id"],
            splits=tuple(sent.get("splits", ())),
        )
        job_publish(job)
        return Response(EvaluationOut(evaluation).data, status=HTTPStatus.ACCEPTED)


class EvaluationView(APIView):
    """One evaluation."""

    @extend_schema(responses=EvaluationDetailOut)
    def get(self, request: Request, evaluation_id: UUID) -> Response:
        """Its metrics, counts, coverage, groups and problems."""
        evaluation = evaluation_get(evaluation_id=evaluation_id, viewer=person_of(request))
        return Response(EvaluationDetailOut(evaluation).data)
