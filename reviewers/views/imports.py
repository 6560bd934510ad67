"""Imports: a file of rows is sent, its job is looked at."""

from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.tasks import job_publish
from annotations.views.base import person_of
from reviewers.selectors.releases import import_get
from reviewers.serializers.releases import ImportIn, ImportOut
from reviewers.services.import_jobs import import_start


class ImportListView(APIView):
    """Files of benchmark rows."""

    parser_classes = [MultiPartParser]
    required_scope = "manage"

    @extend_schema(request={"multipart/form-data": ImportIn}, responses={HTTPStatus.ACCEPTED: ImportOut})
    def post(self, request: Request) -> Response:
        """Send a file; a job imports it."""
        actor = person_of(request)
        body = ImportIn(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        job = import_start(
            project=project_get(slug=fields.pop("project"), viewer=actor),
            actor=actor,
            upload=Path(fields.pop("file").temporary_file_path()),
            **fields,
        )
        job_publish(job)
        return Response(ImportOut(job).data, status=HTTPStatus.ACCEPTED)


class ImportView(APIView):
    """One import."""

    @extend_schema(responses=ImportOut)
    def get(self, request: Request, import_id: UUID) -> Response:
        """How far it is, and what became of each row."""
        return Response(ImportOut(import_get(job_id=import_id, viewer=person_of(request))).data)
