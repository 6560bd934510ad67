"""A project in numbers: as JSON for the dashboard, and table by table."""

from http import HTTPStatus

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.csv_lines import csv_lines
from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.tasks import job_publish
from annotations.views.base import person_of
from annotations.views.media import BytesView
from reviewers.serializers.stats import StatsCountOut, StatsOut
from reviewers.services.stats.kept import stats_count_ask
from reviewers.services.stats.report import Table, stats_get, stats_table


class StatsView(APIView):
    """A project in numbers."""

    required_scope = "review"

    @extend_schema(responses={200: StatsOut, **problems(401, 403, 404, 409)})
    def get(self, request: Request, slug: str) -> Response:
        """Progress, throughput, time, verdicts, categories and agreement over time.

        A project of more than 20,000 answers is counted by a job: 409 `stats_not_counted` until its first
        count, then the newest count, with the moment it began. POST asks for a new one.
        """
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        return Response(StatsOut(stats_get(project=project, viewer=viewer)).data)

    @extend_schema(request=None, responses={202: StatsCountOut, **problems(401, 403, 404)})
    def post(self, request: Request, slug: str) -> Response:
        """Have a large project counted anew; GET says how far that is, and serves the last count."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        job = stats_count_ask(project=project, viewer=viewer)
        if job is not None:
            job_publish(job)
        counting = {"counting": None if job is None else job.progress}
        return Response(StatsCountOut(counting).data, status=HTTPStatus.ACCEPTED)


class StatsTableView(BytesView):
    """GET projects/{slug}/stats/{table}.csv"""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR, **problems(401, 403, 404, 409)})
    def get(self, request: Request, slug: str, table: str) -> HttpResponseBase:
        """One part as a table."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        rows = stats_table(project=project, viewer=viewer, name=table)
        return csv_response(rows, name=f"{slug}-{table}.csv")


def csv_response(table: Table, *, name: str) -> HttpResponseBase:
    """A table to keep; texts that look like formulas are made harmless."""
    return StreamingHttpResponse(
        csv_lines(table.header, table.rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
