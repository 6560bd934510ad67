"""Projects, their categories and their table of raw tags."""

from http import HTTPStatus

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Project
from annotations.selectors import projects as selectors
from annotations.selectors.access import project_get, project_list
from annotations.selectors.people import projects_with_roles
from annotations.serializers import projects as serializers
from annotations.serializers.people import ProjectRolesOut
from annotations.services import categories, projects
from annotations.views.base import PagedView, person_of


class ProjectListView(PagedView):
    """One's projects."""

    required_scope = "manage"

    @extend_schema(responses=ProjectRolesOut(many=True))
    def get(self, request: Request) -> Response:
        """The projects that one belongs to, with one's roles; a site admin sees all."""
        viewer = person_of(request)
        return self.page(
            request,
            project_list(viewer=viewer),
            ProjectRolesOut,
            lambda projects: projects_with_roles(projects=projects, person=viewer),
        )

    @extend_schema(request=serializers.ProjectIn, responses={HTTPStatus.CREATED: serializers.ProjectOut})
    def post(self, request: Request) -> Response:
        """A new project, by a site admin."""
        actor = person_of(request)
        body = serializers.ProjectIn(data=request.data)
        body.is_valid(raise_exception=True)
        project = projects.project_create(actor=actor, **body.validated_data)
        return _detail(request, project, HTTPStatus.CREATED)


def _detail(request: Request, project: Project, status: HTTPStatus = HTTPStatus.OK) -> Response:
    shown = selectors.project_describe(project=project, viewer=person_of(request))
    return Response(serializers.ProjectOut(shown).data, status=status)


class ProjectView(APIView):
    """One project."""

    required_scope = "manage"

    @extend_schema(responses=serializers.ProjectOut)
    def get(self, request: Request, slug: str) -> Response:
        """Its guideline, categories and rules, and one's roles in it."""
        return _detail(request, project_get(slug=slug, viewer=person_of(request)))

    @extend_schema(request=serializers.ProjectPatchIn, responses=serializers.ProjectOut)
    def patch(self, request: Request, slug: str) -> Response:
        """Change name, guideline and rules, by a project admin."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = serializers.ProjectPatchIn(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return _detail(request, projects.project_update(project=project, actor=actor, **body.validated_data))


class CategoryListView(APIView):
    """The categories of a project."""

    required_scope = "manage"

    @extend_schema(operation_id="projects_categories_list", responses=serializers.CategoryOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All of them in order, archived ones too: a short list, so it has no pages."""
        viewer = person_of(request)
        rows = selectors.category_list(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return Response(serializers.CategoryOut(rows, many=True).data)

    @extend_schema(request=serializers.CategoryIn, responses={HTTPStatus.CREATED: serializers.CategoryOut})
    def post(self, request: Request, slug: str) -> Response:
        """Add one at the end."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = serializers.CategoryIn(data=request.data)
        body.is_valid(raise_exception=True)
        category = categories.category_create(project=project, actor=actor, **body.validated_data)
        return Response(serializers.CategoryOut(category).data, status=HTTPStatus.CREATED)


class CategoryView(APIView):
    """One category."""

    required_scope = "manage"

    @extend_schema(request=serializers.CategoryPatchIn, responses=serializers.CategoryOut)
    def patch(self, request: Request, slug: str, key: str) -> Response:
        """Edit, move or archive it; there is no deletion."""
        actor = person_of(request)
        category = selectors.category_get(project=project_get(slug=slug, viewer=actor), key=key)
        body = serializers.CategoryPatchIn(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        category = categories.category_update(category=category, actor=actor, changes=body.validated_data)
        return Response(serializers.CategoryOut(category).data)


class RawTagListView(APIView):
    """What the raw tags of imported files mean in a project."""

    required_scope = "manage"

    @extend_schema(operation_id="projects_raw_tags_list", responses=serializers.RawTagOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The whole table, for project admins."""
        viewer = person_of(request)
        rows = selectors.raw_tag_list(project=project_get(slug=slug, viewer=viewer), viewer=viewer)
        return Response(serializers.RawTagOut(rows, many=True).data)

    @extend_schema(request=serializers.RawTagIn(many=True), responses=serializers.RawTagOut(many=True))
    def put(self, request: Request, slug: str) -> Response:
        """Replace the whole table."""
        actor = person_of(request)
        project = project_get(slug=slug, viewer=actor)
        body = serializers.RawTagIn(data=request.data, many=True)
        body.is_valid(raise_exception=True)
        tags = {row["raw_tag"]: row["category"] for row in body.validated_data}
        projects.raw_tags_replace(project=project, actor=actor, tags=tags)
        rows = selectors.raw_tag_list(project=project, viewer=actor)
        return Response(serializers.RawTagOut(rows, many=True).data)
