"""Releases: listed, made, described, downloaded."""

from http import HTTPStatus

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.media.serve import media_response
from annotations.selectors.access import project_get
from annotations.tasks import job_publish
from annotations.views.base import PagedView, person_of
from reviewers.releases.build import FILES
from reviewers.selectors.releases import release_get, release_list
from reviewers.serializers.releases import ReleaseDetailOut, ReleaseIn, ReleaseOut
from reviewers.services.releases import release_create, release_file


class ReleaseListView(PagedView):
    """The releases of projects in which one reviews, researches or administers."""

    required_scope = "manage"

    @extend_schema(parameters=[OpenApiParameter("project", str)], responses=ReleaseOut(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = release_list(viewer=person_of(request), project=request.query_params.get("project", ""))
        return self.page(request, rows, ReleaseOut)

    @extend_schema(request=ReleaseIn, responses={HTTPStatus.ACCEPTED: ReleaseOut})
    def post(self, request: Request) -> Response:
        """Make a release of the gold as it is now, as a researcher or admin; a job builds its files."""
        actor = person_of(request)
        body = ReleaseIn(data=request.data)
        body.is_valid(raise_exception=True)
        project = project_get(slug=body.validated_data["project"], viewer=actor)
        release, job = release_create(project=project, actor=actor, options=body.options())
        job_publish(job)
        return Response(ReleaseOut(release, context={"viewer": actor}).data, status=HTTPStatus.ACCEPTED)


class ReleaseView(APIView):
    """One release."""

    @extend_schema(responses=ReleaseDetailOut)
    def get(self, request: Request, project: str, version: int) -> Response:
        """Its policies, counts, files, and what was taken down since."""
        viewer = person_of(request)
        release = release_get(project=project, version=version, viewer=viewer)
        return Response(ReleaseDetailOut(release, context={"viewer": viewer}).data)


class ReleaseFileView(APIView):
    """One file of a release."""

    @extend_schema(
        operation_id="releases_file_retrieve",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH, enum=FILES)],
        responses={(HTTPStatus.OK, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, project: str, version: int, name: str) -> HttpResponseBase:
        """Its bytes, the same for ever; 409 `release_not_done` before they are there."""
        release = release_get(project=project, version=version, viewer=person_of(request))
        return media_response(request._request, release_file(release=release, name=name))
