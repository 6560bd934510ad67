"""Model versions: listed, registered, activated, discarded."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.jobs import JobOut
from annotations.serializers.problems import problems
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from models_service.models import ModelVersion
from models_service.selectors.presence import gpu_served
from models_service.selectors.versions import model_get, model_list
from models_service.serializers.models import ActivateIn, ModelDetailOut, ModelIn, ModelListIn, ModelOut
from models_service.services import versions
from models_service.services.calibrating import calibration_job_create


class ModelListView(PagedView):
    """GET and POST models/"""

    required_scope = "manage"

    @extend_schema(
        operation_id="models_list",
        parameters=[ModelListIn],
        responses={200: ModelOut(many=True), **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """The versions that one may use, newest first; with a project what may speak there."""
        asked = ModelListIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        viewer, slug = person_of(request), asked.validated_data["project"]
        project = project_get(slug=slug, viewer=viewer) if slug else None
        rows = model_list(viewer=viewer, project=project)
        return self.page(request, rows, ModelOut, project=project, served=gpu_served())

    @extend_schema(request=ModelIn, responses={201: ModelDetailOut, **problems(400, 401, 403, 404, 409)})
    def post(self, request: Request) -> Response:
        """Register weights that lie below the model root; by a project admin, or a site admin for all."""
        actor = person_of(request)
        sent = ModelIn(data=request.data)
        sent.is_valid(raise_exception=True)
        fields = dict(sent.validated_data)
        slug = fields.pop("project")
        project = project_get(slug=slug, viewer=actor) if slug else None
        model = versions.model_create(actor=actor, project=project, **fields)
        return _detail(model, HTTPStatus.CREATED)


class ModelView(APIView):
    """GET models/{id}/"""

    @extend_schema(responses={200: ModelDetailOut, **problems(401, 404)})
    def get(self, request: Request, model_id: UUID) -> Response:
        """The version with its card and reliability diagram."""
        return _detail(model_get(model_id=model_id, viewer=person_of(request)))


class ModelActivateView(APIView):
    """POST models/{id}/activate/"""

    required_scope = "manage"

    @extend_schema(request=ActivateIn, responses={200: ModelDetailOut, **problems(400, 401, 403, 404, 409)})
    def post(self, request: Request, model_id: UUID) -> Response:
        """Let it speak in a project, by a project admin."""
        actor = person_of(request)
        model = model_get(model_id=model_id, viewer=actor)
        sent = ActivateIn(data=request.data)
        sent.is_valid(raise_exception=True)
        project = project_get(slug=sent.validated_data["project"], viewer=actor)
        versions.model_activate(model=model, project=project, actor=actor)
        return _detail(model_get(model_id=model_id, viewer=actor))


class ModelDiscardView(APIView):
    """POST models/{id}/discard/"""

    required_scope = "manage"

    @extend_schema(request=None, responses={200: ModelDetailOut, **problems(401, 403, 404, 409)})
    def post(self, request: Request, model_id: UUID) -> Response:
        """Take it out of use; what it said stays."""
        actor = person_of(request)
        model = model_get(model_id=model_id, viewer=actor)
        return _detail(versions.model_discard(model=model, actor=actor))


class ModelCalibrateView(APIView):
    """POST models/{id}/calibrate/"""

    required_scope = "manage"

    @extend_schema(request=ActivateIn, responses={202: JobOut, **problems(400, 401, 403, 404)})
    def post(self, request: Request, model_id: UUID) -> Response:
        """Fit its verdict to a project's gold; shown as uncalibrated below 50 videos of each class."""
        actor = person_of(request)
        model = model_get(model_id=model_id, viewer=actor)
        sent = ActivateIn(data=request.data)
        sent.is_valid(raise_exception=True)
        project = project_get(slug=sent.validated_data["project"], viewer=actor)
        job = calibration_job_create(model=model, project=project, actor=actor)
        job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)


def _detail(model: ModelVersion, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(ModelDetailOut(model, context={"served": gpu_served()}).data, status=status)
