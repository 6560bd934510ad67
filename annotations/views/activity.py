"""How long answers took, and with what."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.csv_lines import csv_lines
from annotations.selectors.access import project_get
from annotations.selectors.activity import activity_list
from annotations.selectors.annotations import annotation_get_own
from annotations.serializers.activity import CSV_HEADER, ActivityIn, ActivityRowOut, activity_csv_row
from annotations.serializers.problems import problems
from annotations.services.personal.activity import activity_add
from annotations.views.base import PagedView, person_of
from annotations.views.media import BytesView

CHUNK_ROWS = 500


class AnnotationActivityView(APIView):
    """POST annotations/{id}/activity/"""

    required_scope = "annotate"

    @extend_schema(
        request=ActivityIn,
        responses={204: OpenApiResponse(description="Kept."), **problems(400, 401, 403, 404)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Add slices of work on one's own answer; a slice that was sent before counts once."""
        actor = person_of(request)
        annotation = annotation_get_own(annotation_id=annotation_id, viewer=actor)
        sent = ActivityIn(data=request.data)
        sent.is_valid(raise_exception=True)
        activity_add(annotation=annotation, actor=actor, slices=sent.validated_data["slices"])
        return Response(status=HTTPStatus.NO_CONTENT)


class ProjectActivityView(PagedView):
    """GET projects/{slug}/activity/"""

    ordering = ("-submitted_at", "-id")

    @extend_schema(
        operation_id="projects_activity_list",
        responses={200: ActivityRowOut(many=True), **problems(401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """What every handed-in answer took, newest first, for researchers and admins."""
        viewer = person_of(request)
        rows = activity_list(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return self.page(request, rows, ActivityRowOut, viewer=viewer)


class ProjectActivityCsvView(BytesView):
    """GET projects/{slug}/activity.csv"""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR, **problems(401, 403, 404)})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The same as a table, oldest first, streamed; texts that look like formulas are made harmless."""
        viewer = person_of(request)
        rows = activity_list(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        table = (
            activity_csv_row(annotation, viewer)
            for annotation in rows.order_by("submitted_at", "pk").iterator(chunk_size=CHUNK_ROWS)
        )
        return StreamingHttpResponse(
            csv_lines(CSV_HEADER, table),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{slug}-activity.csv"',
                "Cache-Control": "private, no-store",
            },
        )
