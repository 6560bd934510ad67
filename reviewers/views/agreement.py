"""Agreement: read as it is known now, computed in full by a job."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Project
from annotations.selectors.access import project_get, role_require
from annotations.selectors.pseudonyms import person_name
from annotations.serializers.jobs import JobOut
from annotations.serializers.problems import problems
from annotations.tasks import job_publish
from annotations.views.base import person_of
from annotations.views.media import BytesView
from reviewers.selectors.agreement import people_and_sources
from reviewers.selectors.gold import READERS
from reviewers.serializers.agreement import AgreementIn, AgreementOut
from reviewers.services.computed import agreement_job_create, agreement_points
from reviewers.services.stats.report import agreement_table
from reviewers.views.stats import csv_response


class AgreementView(APIView):
    """How far people agree on verdicts, traces, frames, categories and texts."""

    required_scope = "review"

    @extend_schema(parameters=[AgreementIn], responses=AgreementOut)
    def get(self, request: Request, slug: str) -> Response:
        """The values at once; intervals where a job has computed them for the same answers."""
        project = _project(request, slug)
        body = _asked(request, project)
        report = agreement_points(project=project, chosen=body.chosen())
        people, sources = people_and_sources(project=project)
        names = sorted(person_name(project=project, person_id=pk) for pk in people)
        report |= {"annotators": names, "sources": sources}
        return Response(AgreementOut(report).data)

    @extend_schema(request=AgreementIn, responses={HTTPStatus.ACCEPTED: JobOut})
    def post(self, request: Request, slug: str) -> Response:
        """Queue the computation of all terms, texts and intervals; then ask again by GET."""
        project = _project(request, slug)
        body = _body(request, project, request.data)
        job = agreement_job_create(project=project, chosen=body.chosen(), actor=person_of(request))
        job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)


class AgreementCsvView(BytesView):
    """GET projects/{slug}/agreement.csv"""

    @extend_schema(
        parameters=[AgreementIn],
        responses={(200, "text/csv"): OpenApiTypes.STR, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The same numbers, one a line."""
        project = _project(request, slug)
        report = agreement_points(project=project, chosen=_asked(request, project).chosen())
        return csv_response(agreement_table(report), name=f"{slug}-agreement.csv")


def _project(request: Request, slug: str) -> Project:
    viewer = person_of(request)
    project = project_get(slug=slug, viewer=viewer)
    role_require(project=project, user=viewer, roles=READERS)
    return project


def _asked(request: Request, project: Project) -> AgreementIn:
    several = {name: values for name, values in request.query_params.lists() if name == "annotators"}
    return _body(request, project, {**request.query_params.dict(), **several})


def _body(request: Request, project: Project, values: Any) -> AgreementIn:
    body = AgreementIn(data=values, context={"project": project, "viewer": person_of(request)})
    body.is_valid(raise_exception=True)
    return body
