"""Jobs: looked at, cancelled, tried again."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import tasks
from annotations.filters import JobFilter, filtered
from annotations.models import Job
from annotations.selectors import jobs as selectors
from annotations.serializers.jobs import JobOut
from annotations.services import jobs as services
from annotations.views.base import PagedView, person_of


class JobListView(PagedView):
    """The jobs of the projects that one administers."""

    @extend_schema(
        parameters=[
            OpenApiParameter("project", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("status", str, enum=Job.Status.values),
        ],
        responses=JobOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = selectors.job_list(viewer=person_of(request))
        return self.page(request, filtered(request, JobFilter, rows), JobOut)


class JobView(APIView):
    """One job."""

    @extend_schema(responses=JobOut)
    def get(self, request: Request, job_id: UUID) -> Response:
        """Its state, progress and outcome."""
        return Response(JobOut(selectors.job_get(job_id=job_id, viewer=person_of(request))).data)


class JobCancelView(APIView):
    """Stopping a job."""

    required_scope = "manage"

    @extend_schema(request=None, responses=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """A queued job ends at once, a running one at its next step."""
        actor = person_of(request)
        job = services.job_cancel(job=selectors.job_get(job_id=job_id, viewer=actor), actor=actor)
        return Response(JobOut(job).data)


class JobRetryView(APIView):
    """Trying a job again."""

    required_scope = "manage"

    @extend_schema(request=None, responses=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Queue a failed or cancelled job again."""
        actor = person_of(request)
        job = services.job_retry(job=selectors.job_get(job_id=job_id, viewer=actor), actor=actor)
        tasks.job_publish(job)
        return Response(JobOut(job).data)
