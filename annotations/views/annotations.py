"""Answers: list, read, save, hand in, take back, history."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors import annotations as selectors
from annotations.selectors.access import project_get
from annotations.selectors.copies import copy_get, copy_list
from annotations.serializers.annotations import (
    AnnotationIn,
    AnnotationListedOut,
    AnnotationListedWithTracesOut,
    AnnotationListIn,
    AnnotationOut,
    HistoryEntryOut,
    HistoryIn,
    RevisionOut,
    annotation_json,
)
from annotations.serializers.copies import CopyCreatedOut, CopyIn, CopyListedOut, CopyOut
from annotations.serializers.problems import problems
from annotations.services.annotations import (
    annotation_lock,
    annotation_save,
    annotation_submit,
    annotation_withdraw,
)
from annotations.services.personal.copies import copy_create
from annotations.services.personal.looks import look_record
from annotations.views.base import PagedView, person_of
from annotations.views.preconditions import (
    CHANGING,
    IDEMPOTENCY_KEY,
    answer_change,
    done_once,
    revision_expected,
    with_etag,
)


class AnnotationListView(PagedView):
    """GET annotations/"""

    ordering = ("-updated_at", "-id")

    @extend_schema(
        operation_id="annotations_list",
        parameters=[AnnotationListIn],
        responses={200: AnnotationListedOut(many=True), **problems(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Answers, newest first: own ones, or for reviewers those of others."""
        filters = AnnotationListIn(data=request.query_params)
        filters.is_valid(raise_exception=True)
        wanted = filters.validated_data
        viewer = person_of(request)
        project = project_get(slug=wanted["project"], viewer=viewer) if wanted["project"] else None
        include = wanted.pop("include")
        rows = selectors.annotation_list(viewer=viewer, **{**wanted, "project": project})
        if include:
            return self.page(
                request,
                selectors.with_traces(rows),
                AnnotationListedWithTracesOut,
                lambda page: look_record(viewer=viewer, annotations=page),
                viewer=viewer,
            )
        return self.page(request, rows, AnnotationListedOut, viewer=viewer)


class AnnotationView(APIView):
    """GET and PUT annotations/{id}/"""

    required_scope = "annotate"

    @extend_schema(responses={200: AnnotationOut, **problems(401, 404)})
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """The whole answer; its revision is the ETag."""
        viewer = person_of(request)
        annotation = selectors.annotation_get(annotation_id=annotation_id, viewer=viewer)
        look_record(viewer=viewer, annotations=[annotation])
        return with_etag(annotation_json(annotation, viewer))

    @extend_schema(
        parameters=CHANGING,
        request=AnnotationIn,
        responses={200: AnnotationOut, **problems(400, 401, 403, 404, 409, 412, 428)},
    )
    def put(self, request: Request, annotation_id: UUID) -> Response:
        """Replace the whole answer, if it is still at the If-Match revision."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        revision = revision_expected(request)
        limits = selectors.answer_limits(annotation=annotation)
        answer = AnnotationIn(data=request.data, context={"limits": limits})
        answer.is_valid(raise_exception=True)
        return answer_change(
            request,
            annotation,
            lambda: annotation_save(
                annotation=annotation, actor=viewer, revision=revision, **answer.validated_data
            ),
        )


class AnnotationSubmitView(APIView):
    """POST annotations/{id}/submit/"""

    required_scope = "annotate"

    @extend_schema(
        parameters=CHANGING,
        request=None,
        responses={200: AnnotationOut, **problems(400, 401, 403, 404, 409, 412, 422, 428)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Hand the draft in; 422 lists everything that is missing."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        revision = revision_expected(request)
        return answer_change(
            request,
            annotation,
            lambda: annotation_submit(annotation=annotation, actor=viewer, revision=revision),
        )


class AnnotationLockView(APIView):
    """POST annotations/{id}/lock/"""

    required_scope = "annotate"

    @extend_schema(
        parameters=CHANGING,
        request=None,
        responses={200: AnnotationOut, **problems(400, 401, 403, 404, 409, 412, 422, 428)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Freeze the first pass (`blind_first`); what a model suggests is shown from then on."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        revision = revision_expected(request)
        return answer_change(
            request,
            annotation,
            lambda: annotation_lock(annotation=annotation, actor=viewer, revision=revision),
        )


class AnnotationWithdrawView(APIView):
    """POST annotations/{id}/withdraw/"""

    required_scope = "annotate"

    @extend_schema(
        parameters=CHANGING,
        request=None,
        responses={200: AnnotationOut, **problems(400, 401, 403, 404, 409, 412, 428)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Take a submitted answer back before a reviewer has decided."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        revision = revision_expected(request)
        return answer_change(
            request,
            annotation,
            lambda: annotation_withdraw(annotation=annotation, actor=viewer, revision=revision),
        )


class AnnotationHistoryView(PagedView):
    """GET annotations/{id}/history/"""

    ordering = ("-id",)

    @extend_schema(
        operation_id="annotations_history",
        parameters=[HistoryIn],
        responses={200: HistoryEntryOut(many=True), **problems(400, 401, 404)},
    )
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """What happened to it, newest first; `include=answers` adds the answer as it was each time."""
        viewer = person_of(request)
        annotation = selectors.annotation_get(annotation_id=annotation_id, viewer=viewer)
        look_record(viewer=viewer, annotations=[annotation])
        filters = HistoryIn(data=request.query_params)
        filters.is_valid(raise_exception=True)
        wanted = filters.validated_data["include"]
        answers = selectors.revision_answers(annotation=annotation) if wanted else {}
        events = selectors.annotation_history(annotation=annotation)
        return self.page(
            request, events, HistoryEntryOut, viewer=viewer, annotation=annotation, answers=answers
        )


class AnnotationRevisionView(APIView):
    """GET annotations/{id}/revisions/{n}/"""

    @extend_schema(responses={200: RevisionOut, **problems(401, 404)})
    def get(self, request: Request, annotation_id: UUID, revision: int) -> Response:
        """The answer as it was handed in, sent back, taken back or accepted at this revision."""
        viewer = person_of(request)
        annotation = selectors.annotation_get(annotation_id=annotation_id, viewer=viewer)
        look_record(viewer=viewer, annotations=[annotation])
        return Response(RevisionOut(selectors.revision_get(annotation=annotation, revision=revision)).data)


class CopyListView(PagedView):
    """GET and POST annotations/{id}/copies/"""

    required_scope = "annotate"
    ordering = ("-made_at", "-id")

    @extend_schema(
        operation_id="annotations_copies_list",
        responses={200: CopyListedOut(many=True), **problems(401, 404)},
    )
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """The copies kept beside an answer, newest first."""
        annotation = selectors.annotation_get(annotation_id=annotation_id, viewer=person_of(request))
        return self.page(request, copy_list(annotation=annotation), CopyListedOut)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=CopyIn,
        responses={201: CopyCreatedOut, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Keep work beside the stored answer: in any state, also after the lease is lost."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        limits = selectors.answer_limits(annotation=annotation)
        sent = CopyIn(data=request.data, context={"limits": limits})
        sent.is_valid(raise_exception=True)

        def make() -> dict[str, Any]:
            copy = copy_create(annotation=annotation, actor=viewer, **sent.validated_data)
            return dict(CopyCreatedOut(copy).data)

        return Response(done_once(request, make), status=HTTPStatus.CREATED)


class CopyView(APIView):
    """GET annotations/{id}/copies/{copy}/"""

    @extend_schema(responses={200: CopyOut, **problems(401, 404)})
    def get(self, request: Request, annotation_id: UUID, copy_id: UUID) -> Response:
        """One copy with what is in it."""
        viewer = person_of(request)
        annotation = selectors.annotation_get(annotation_id=annotation_id, viewer=viewer)
        look_record(viewer=viewer, annotations=[annotation])
        return Response(CopyOut(copy_get(annotation=annotation, copy_id=copy_id)).data)
