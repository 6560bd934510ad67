"""Training runs: listed, started, watched, stopped, taken up again, promoted or discarded."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import User
from annotations.selectors.access import project_get
from annotations.services.personal.looks import look_at_videos
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from models_service.models import TrainingRun
from models_service.selectors.training_runs import (
    base_get,
    samples_visible,
    training_run_get,
    training_run_list,
)
from models_service.serializers.training_runs import TrainingRunDetailOut, TrainingRunIn, TrainingRunOut
from models_service.services.training import runs as services
from reviewers.selectors.releases import release_get


class TrainingRunListView(PagedView):
    """The training runs of projects in which one researches or administers."""

    required_scope = "manage"

    @extend_schema(parameters=[OpenApiParameter("project", str)], responses=TrainingRunOut(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = training_run_list(viewer=person_of(request), project=request.query_params.get("project", ""))
        return self.page(request, rows, TrainingRunOut)

    @extend_schema(request=TrainingRunIn, responses={HTTPStatus.ACCEPTED: TrainingRunOut})
    def post(self, request: Request) -> Response:
        """Fine-tune a model on a release, as a project admin; a worker of the queue `gpu` does it."""
        actor = person_of(request)
        body = TrainingRunIn(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        project = project_get(slug=values.pop("project"), viewer=actor)
        release = release_get(project=project.slug, version=values.pop("release"), viewer=actor)
        base = base_get(model_id=values.pop("base"), project=project)
        wish = services.TrainingWish(release=release, base=base, **values)
        return _queued(services.training_run_create(project=project, actor=actor, wish=wish))


class TrainingRunView(APIView):
    """One training run."""

    @extend_schema(responses=TrainingRunDetailOut)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Its loss curve, pace, sample answers, log, and at the end its metrics and candidate."""
        viewer = person_of(request)
        run = training_run_get(run_id=run_id, viewer=viewer)
        samples = samples_visible(run=run, viewer=viewer)
        look_at_videos(viewer=viewer, videos={sample["video"] for sample in samples})
        return Response(
            TrainingRunDetailOut(run, context={"samples": samples, "viewer": person_of(request)}).data
        )


class TrainingRunCancelView(APIView):
    """Stopping a run."""

    required_scope = "manage"

    @extend_schema(request=None, responses=TrainingRunOut)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Its programs end within seconds; its checkpoints stay."""
        return Response(TrainingRunOut(_done(request, run_id, services.training_run_cancel)).data)


class TrainingRunResumeView(APIView):
    """Taking a run up again."""

    required_scope = "manage"

    @extend_schema(request=None, responses={HTTPStatus.ACCEPTED: TrainingRunOut})
    def post(self, request: Request, run_id: UUID) -> Response:
        """Queue a failed or cancelled run; it goes on from its newest complete checkpoint."""
        return _queued(_done(request, run_id, services.training_run_resume))


class TrainingRunPromoteView(APIView):
    """Using the candidate."""

    required_scope = "manage"

    @extend_schema(request=None, responses=TrainingRunOut)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Make the candidate the project's active model."""
        return Response(TrainingRunOut(_done(request, run_id, services.training_run_promote)).data)


class TrainingRunDiscardView(APIView):
    """Not using the candidate."""

    required_scope = "manage"

    @extend_schema(request=None, responses=TrainingRunOut)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Discard the candidate; the run stays to be looked at."""
        return Response(TrainingRunOut(_done(request, run_id, services.training_run_discard)).data)


def _done(request: Request, run_id: UUID, act: Callable[..., TrainingRun]) -> TrainingRun:
    """What `act` made of a run that the person may see."""
    actor: User = person_of(request)
    return act(run=training_run_get(run_id=run_id, viewer=actor), actor=actor)


def _queued(run: TrainingRun) -> Response:
    if run.job is not None:
        job_publish(run.job)
    return Response(TrainingRunOut(run).data, status=HTTPStatus.ACCEPTED)
