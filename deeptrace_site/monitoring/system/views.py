"""How the site is, its jobs, and trying again what failed: for site admins."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import tasks
from annotations.filters import JobFilter, filtered
from annotations.models import Job
from annotations.services.jobs import jobs_retry_failed
from annotations.views.base import PagedView, person_of
from deeptrace_site.monitoring.system import selectors
from deeptrace_site.monitoring.system.serializers import (
    FailedRetryIn,
    FailedRetryOut,
    SystemJobOut,
    SystemOut,
)


class SystemView(APIView):
    """Workers, queues, disks and versions."""

    @extend_schema(responses=SystemOut)
    def get(self, request: Request) -> Response:
        """How the site is now."""
        return Response(SystemOut(selectors.system_get(viewer=person_of(request))).data)


class SystemJobListView(PagedView):
    """The jobs of all projects, with what leads to them in the logs."""

    @extend_schema(
        parameters=[
            OpenApiParameter("project", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("status", str, enum=Job.Status.values),
        ],
        responses=SystemJobOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = selectors.system_job_list(viewer=person_of(request))
        return self.page(request, filtered(request, JobFilter, rows), SystemJobOut)


class FailedRetryView(APIView):
    """Trying again what failed."""

    required_scope = "manage"

    @extend_schema(request=FailedRetryIn, responses=FailedRetryOut)
    def post(self, request: Request) -> Response:
        """Queue the jobs that had failed by `failed_until` again; a second call does nothing more."""
        wanted = FailedRetryIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        done = jobs_retry_failed(actor=person_of(request), **wanted.validated_data)
        for job in done.retried:
            tasks.job_publish(job)
        counts = {"retried": len(done.retried), "refused": done.refused, "left": done.left}
        return Response(FailedRetryOut(counts).data)
