"""Judging answers."""

from collections.abc import Callable
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Annotation
from annotations.selectors.access import project_get
from annotations.selectors.annotations import annotation_get
from annotations.serializers.annotations import AnnotationListedOut, AnnotationOut
from annotations.serializers.problems import problems
from annotations.views.base import PagedView, person_of
from annotations.views.preconditions import CHANGING, answer_change, revision_expected
from reviewers.selectors.reviews import COUNTED_UP_TO, review_counts, review_list
from reviewers.serializers.reviews import ReasonIn, ReviewAnswersIn, ReviewAnswersOut
from reviewers.services.reviews import judge_require, review_accept, review_reopen, review_return

DECIDED = {200: AnnotationOut, **problems(400, 401, 403, 404, 409, 412, 428)}


class ReviewAnswersView(PagedView):
    """GET reviews/answers/"""

    ordering = ("submitted_at", "id")

    @extend_schema(
        parameters=[ReviewAnswersIn], responses={200: ReviewAnswersOut, **problems(400, 401, 403, 404)}
    )
    def get(self, request: Request) -> Response:
        """Answers of others that wait for a judgement, oldest first, and how many are in each state."""
        wanted = ReviewAnswersIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        viewer = person_of(request)
        filters = dict(wanted.validated_data)
        project = project_get(slug=filters.pop("project"), viewer=viewer)
        rows = review_list(project=project, viewer=viewer, **filters)
        response = self.page(request, rows, AnnotationListedOut, viewer=viewer)
        response.data["counts"] = review_counts(project=project, viewer=viewer)
        response.data["counted_up_to"] = COUNTED_UP_TO
        return response


class ReviewAcceptView(APIView):
    """POST annotations/{id}/accept/"""

    required_scope = "review"

    @extend_schema(parameters=CHANGING, request=None, responses=DECIDED)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Accept a submitted answer."""
        actor = person_of(request)
        annotation = annotation_get(annotation_id=annotation_id, viewer=actor)
        judge_require(annotation=annotation, actor=actor)
        revision = revision_expected(request)
        return answer_change(
            request,
            annotation,
            lambda: review_accept(annotation=annotation, actor=actor, revision=revision),
        )


class ReviewReturnView(APIView):
    """POST annotations/{id}/return/"""

    required_scope = "review"

    @extend_schema(parameters=CHANGING, request=ReasonIn, responses=DECIDED)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Send a submitted answer back with reasons."""
        return _send_back(request, annotation_id, review_return)


class ReviewReopenView(APIView):
    """POST annotations/{id}/reopen/"""

    required_scope = "review"

    @extend_schema(parameters=CHANGING, request=ReasonIn, responses=DECIDED)
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Take back an acceptance with reasons; the answer goes back to its annotator."""
        return _send_back(request, annotation_id, review_reopen)


def _send_back(request: Request, annotation_id: UUID, decide: Callable[..., Annotation]) -> Response:
    """Check who judges and why, then `decide` (review_return or review_reopen)."""
    actor = person_of(request)
    annotation = annotation_get(annotation_id=annotation_id, viewer=actor)
    judge_require(annotation=annotation, actor=actor)
    revision = revision_expected(request)
    reason = ReasonIn(data=request.data, context={"project": annotation.project})
    reason.is_valid(raise_exception=True)
    return answer_change(
        request,
        annotation,
        lambda: decide(annotation=annotation, actor=actor, revision=revision, **reason.validated_data),
    )
