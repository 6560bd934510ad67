"""Reliability: of everybody for those who judge, of oneself for annotators, hours and counts for pay."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.csv_lines import csv_lines
from annotations.selectors.access import Role, project_get, role_require
from annotations.serializers.problems import problems
from annotations.views.base import person_of
from annotations.views.media import BytesView
from reviewers.selectors.calibration.people import pay_of
from reviewers.selectors.gold import JUDGES
from reviewers.serializers.calibration.reliability import CSV_HEADER, PayIn, ReliabilityOut, pay_csv_row
from reviewers.services.computed import reliability_list, reliability_own


class ReliabilityView(APIView):
    """GET projects/{slug}/reliability/"""

    required_scope = "review"

    @extend_schema(
        operation_id="projects_reliability_list",
        responses={200: ReliabilityOut(many=True), **problems(401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every annotator's numbers with counts and intervals, by pseudonym; a project's people: no pages."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        role_require(project=project, user=viewer, roles=JUDGES)
        rows = reliability_list(project=project, viewer=viewer)
        return Response(ReliabilityOut(rows, many=True).data)


class MyReliabilityView(APIView):
    """GET projects/{slug}/my-reliability/"""

    required_scope = "annotate"

    @extend_schema(responses={200: ReliabilityOut, **problems(401, 403, 404)})
    def get(self, request: Request, slug: str) -> Response:
        """One's own numbers; answers on gold clips count from the day after."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        role_require(project=project, user=viewer, roles=[Role.ANNOTATOR])
        return Response(ReliabilityOut(reliability_own(project=project, person=viewer)).data)


class ReliabilityCsvView(BytesView):
    """GET projects/{slug}/reliability.csv"""

    required_scope = "review"

    @extend_schema(
        parameters=[PayIn], responses={(200, "text/csv"): OpenApiTypes.STR, **problems(400, 401, 403, 404)}
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Counts and active hours per person, for pay: by name for admins, by pseudonym for reviewers."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        held = role_require(project=project, user=viewer, roles=JUDGES)
        period = PayIn(data=request.query_params)
        period.is_valid(raise_exception=True)
        table = (
            pay_csv_row(pay, project=project, named=Role.ADMIN in held)
            for pay in pay_of(project=project, **period.validated_data)
        )
        return StreamingHttpResponse(
            csv_lines(CSV_HEADER, table),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{slug}-hours.csv"',
                "Cache-Control": "private, no-store",
            },
        )
