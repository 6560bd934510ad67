"""What needs judging, and taking the next of it."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.access import project_get
from annotations.serializers.problems import problems
from annotations.views.base import PagedView, person_of
from reviewers.selectors import review_queue as selectors
from reviewers.serializers import review_queue as serializers
from reviewers.services.desk.claims import review_next


class ReviewQueueView(PagedView):
    """GET reviews/queue/"""

    ordering = ("-priority", "id")

    @extend_schema(
        parameters=[serializers.ReviewQueueIn],
        responses={200: serializers.ReviewRowOut(many=True), **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """Videos with answers to judge, most needed first."""
        wanted = serializers.ReviewQueueIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        viewer = person_of(request)
        filters = dict(wanted.validated_data)
        project = project_get(slug=filters.pop("project"), viewer=viewer)
        cases = selectors.review_queue(project=project, viewer=viewer, **filters)
        return self.page(
            request,
            cases,
            serializers.ReviewRowOut,
            lambda page: selectors.queue_rows(cases=page, viewer=viewer),
        )


class ReviewCountsView(APIView):
    """GET reviews/queue/counts/"""

    @extend_schema(
        parameters=[serializers.ReviewCountsIn],
        responses={200: serializers.ReviewCountsOut, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """How many videos wait for a reviewer, for what, and how many one holds."""
        wanted = serializers.ReviewCountsIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        viewer = person_of(request)
        project = project_get(slug=wanted.validated_data["project"], viewer=viewer)
        counts = selectors.review_queue_counts(project=project, viewer=viewer)
        return Response(serializers.ReviewCountsOut(counts).data)


class ReviewNextView(APIView):
    """POST reviews/next/"""

    required_scope = "review"

    @extend_schema(
        request=serializers.ReviewNextIn,
        responses={
            200: serializers.ReviewClaimOut,
            204: OpenApiResponse(description="There is nothing for you."),
            **problems(400, 401, 403, 404),
        },
    )
    def post(self, request: Request) -> Response:
        """The video that one holds, else the most needed free one; with `after` the next one behind it.

        With `video` that very one, or nothing where somebody else holds it or nothing waits there.
        """
        wanted = serializers.ReviewNextIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = person_of(request)
        choice = dict(wanted.validated_data)
        project = project_get(slug=choice.pop("project"), viewer=person)
        claim = review_next(project=project, person=person, **choice)
        if claim is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(serializers.ReviewClaimOut(claim).data)
