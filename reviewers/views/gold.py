"""Gold: read, adjudicated, set back."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.services.personal.looks import look_record
from annotations.views.base import PagedView, person_of
from annotations.views.preconditions import revision_expected
from reviewers.models import Gold
from reviewers.selectors.gold import (
    WRITERS,
    gold_body,
    gold_get,
    gold_latest,
    gold_sources,
    gold_versions,
    gold_video_get,
)
from reviewers.serializers import gold as serializers
from reviewers.services import gold as services

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The gold\'s version: `"0"` before.'
)


class GoldView(APIView):
    """The adjudicated answer about a video."""

    required_scope = "review"

    @extend_schema(parameters=[serializers.GoldQueryIn], responses=serializers.GoldOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """The version that counts, or the one asked for."""
        viewer = person_of(request)
        video = gold_video_get(video_id=video_id, viewer=viewer)
        wanted = serializers.GoldQueryIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        version = wanted.validated_data["version"]
        gold = gold_get(video=video, version=version) if version else gold_latest(video=video)
        if gold is not None:
            look_record(viewer=viewer, annotations=gold_sources(video=video))
        return _answer(gold)

    @extend_schema(parameters=[IF_MATCH], request=serializers.GoldIn, responses=serializers.GoldOut)
    def put(self, request: Request, video_id: UUID) -> Response:
        """Write the next version."""
        actor = person_of(request)
        video = gold_video_get(video_id=video_id, viewer=actor, roles=WRITERS)
        expected = revision_expected(request)
        body = serializers.GoldIn(data=request.data)
        body.is_valid(raise_exception=True)
        gold = services.gold_put(video=video, actor=actor, expected_version=expected, **body.validated_data)
        return _answer(gold)


class GoldVersionsView(PagedView):
    """GET videos/{id}/gold/versions/"""

    ordering = ("-version",)

    @extend_schema(responses=serializers.GoldVersionOut(many=True))
    def get(self, request: Request, video_id: UUID) -> Response:
        """All versions, the newest first."""
        viewer = person_of(request)
        video = gold_video_get(video_id=video_id, viewer=viewer)
        return self.page(request, gold_versions(video=video), serializers.GoldVersionOut, viewer=viewer)


class GoldRevertView(APIView):
    """Making an earlier version count again."""

    required_scope = "review"

    @extend_schema(parameters=[IF_MATCH], request=serializers.GoldRevertIn, responses=serializers.GoldOut)
    def post(self, request: Request, video_id: UUID) -> Response:
        """Write a new version that equals the earlier one."""
        actor = person_of(request)
        video = gold_video_get(video_id=video_id, viewer=actor, roles=WRITERS)
        expected = revision_expected(request)
        body = serializers.GoldRevertIn(data=request.data)
        body.is_valid(raise_exception=True)
        gold = services.gold_revert(
            video=video, actor=actor, expected_version=expected, **body.validated_data
        )
        return _answer(gold)


def _answer(gold: Gold | None) -> Response:
    body = serializers.GoldOut(gold_body(gold)).data
    return Response(body, headers={"ETag": f'"{body["version"]}"'})
