"""The provenance and anchoring report."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.views.base import person_of
from annotations.views.media import BytesView
from models_service.serializers.report import SuggestionReportOut
from models_service.services.reporting.loaded import report_get, report_table
from reviewers.views.stats import csv_response


class SuggestionReportView(APIView):
    """GET projects/{slug}/suggestion-report/"""

    @extend_schema(responses={200: SuggestionReportOut, **problems(401, 403, 404)})
    def get(self, request: Request, slug: str) -> Response:
        """Acceptance, edits, time and agreement with gold, with and without suggestions."""
        viewer = person_of(request)
        report = report_get(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return Response(SuggestionReportOut(report).data)


class SuggestionReportCsvView(BytesView):
    """GET projects/{slug}/suggestion-report.csv"""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR, **problems(401, 403, 404)})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The same numbers, one a line."""
        viewer = person_of(request)
        report = report_get(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return csv_response(report_table(report), name=f"{slug}-suggestion-report.csv")
