"""Evaluations: predictions are sent or a model is chosen; scores, failures and leaderboards are read."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import uploads
from annotations.models import User
from annotations.selectors.access import project_get
from annotations.services.personal.looks import look_at_videos
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from models_service.models import EvaluationRow
from models_service.selectors.evaluations import (
    evaluation_get,
    evaluation_list,
    failures_of,
    leaderboard_list,
)
from models_service.serializers.evaluations import (
    EvaluationDetailOut,
    EvaluationIn,
    EvaluationJudgeIn,
    EvaluationOut,
)
from models_service.serializers.leaderboard import (
    EvaluationRowOut,
    FailureQueryIn,
    LeaderboardQueryIn,
    LeaderboardRowOut,
    leaderboard_rows,
)
from models_service.services.evaluations.making import (
    EvaluationWish,
    UploadedLines,
    evaluation_create,
    evaluation_judge,
)
from models_service.services.suggesting.requests import model_chosen
from reviewers.selectors.releases import release_get


class EvaluationListView(PagedView):
    """The evaluations of projects in which one reviews, researches or administers."""

    parser_classes = [MultiPartParser, JSONParser]
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
        request={"multipart/form-data": EvaluationIn, "application/json": EvaluationIn},
        responses={HTTPStatus.ACCEPTED: EvaluationOut},
    )
    def post(self, request: Request) -> Response:
        """Send predictions, or choose a model version that is asked, as a researcher or admin.

        A job holds the answers against a release that is done.
        """
        actor = person_of(request)
        body = EvaluationIn(data=request.data)
        body.is_valid(raise_exception=True)
        evaluation, job = evaluation_create(actor=actor, wish=_wish(body.validated_data, actor))
        job_publish(job)
        return Response(EvaluationOut(evaluation, context={"viewer": actor}).data, status=HTTPStatus.ACCEPTED)


class EvaluationView(APIView):
    """One evaluation."""

    @extend_schema(responses=EvaluationDetailOut)
    def get(self, request: Request, evaluation_id: UUID) -> Response:
        """Its metrics, counts, coverage, groups and problems."""
        viewer = person_of(request)
        evaluation = evaluation_get(evaluation_id=evaluation_id, viewer=viewer)
        return Response(EvaluationDetailOut(evaluation, context={"viewer": viewer}).data)


class EvaluationJudgeView(APIView):
    """Judging explanations once more."""

    required_scope = "manage"

    @extend_schema(request=EvaluationJudgeIn, responses={HTTPStatus.ACCEPTED: EvaluationOut})
    def post(self, request: Request, evaluation_id: UUID) -> Response:
        """Choose who judges, as a researcher or admin; a job computes the numbers anew, ratings included."""
        actor = person_of(request)
        body = EvaluationJudgeIn(data=request.data)
        body.is_valid(raise_exception=True)
        evaluation = evaluation_get(evaluation_id=evaluation_id, viewer=actor)
        job_publish(evaluation_judge(evaluation=evaluation, actor=actor, **body.validated_data))
        return Response(EvaluationOut(evaluation, context={"viewer": actor}).data, status=HTTPStatus.ACCEPTED)


class FailureListView(PagedView):
    """Where a model was wrong."""

    ordering = ("place", "pk")

    @extend_schema(parameters=[FailureQueryIn], responses=EvaluationRowOut(many=True))
    def get(self, request: Request, evaluation_id: UUID) -> Response:
        """Truth and prediction side by side, in the order of the release."""
        viewer = person_of(request)
        query = FailureQueryIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        evaluation = evaluation_get(evaluation_id=evaluation_id, viewer=viewer)
        rows = failures_of(evaluation=evaluation, viewer=viewer, **query.validated_data)

        def looked(page: list[EvaluationRow]) -> list[EvaluationRow]:
            look_at_videos(viewer=viewer, videos={row.video_id for row in page if row.video_id})
            return page

        return self.page(request, rows, EvaluationRowOut, looked)


class LeaderboardView(APIView):
    """How models compare."""

    @extend_schema(parameters=[LeaderboardQueryIn], responses=LeaderboardRowOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The project's finished evaluations beside the rows that the paper printed, the best first."""
        viewer = person_of(request)
        query = LeaderboardQueryIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        project = project_get(slug=slug, viewer=viewer)
        release = query.validated_data.get("release")
        found = leaderboard_list(project=project, viewer=viewer, release=release)
        return Response(LeaderboardRowOut(leaderboard_rows(found), many=True).data)


def _wish(sent: dict[str, Any], actor: User) -> EvaluationWish:
    """What was asked for, with the release and the model that the person may use."""
    release = release_get(project=sent["project"], version=sent["release"], viewer=actor)
    model, upload = sent.get("model"), sent.get("predictions")
    lines = upload and UploadedLines(Path(upload.temporary_file_path()), upload.sha256)
    return EvaluationWish(
        release=release,
        lines=lines,
        model=model and model_chosen(project=release.project, model=model, backend=""),
        model_id=sent["model_id"],
        splits=tuple(sent.get("splits", ())),
        judge=sent["judge"],
    )
