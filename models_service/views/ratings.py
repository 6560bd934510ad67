"""Blind ratings of predicted explanations: the next pair, and a score for it."""

from http import HTTPStatus

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.services.personal.looks import look_at_videos
from annotations.views.base import person_of
from models_service.selectors.ratings import rateable_get, rating_next
from models_service.serializers.leaderboard import RatingIn, RatingNextOut, RatingOut, RatingQueryIn
from models_service.services.evaluations.rating import rating_make


class RatingNextView(APIView):
    """What a reviewer rates next."""

    @extend_schema(parameters=[RatingQueryIn], responses=RatingNextOut)
    def get(self, request: Request) -> Response:
        """A pair of explanations, in an order of the reviewer's own; which model wrote one is not told."""
        query = RatingQueryIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        viewer = person_of(request)
        found = rating_next(viewer=viewer, **query.validated_data)
        if found.row is not None and found.row.video_id is not None:
            look_at_videos(viewer=viewer, videos={found.row.video_id})
        return Response(RatingNextOut(found).data)


class RatingView(APIView):
    """Scores."""

    required_scope = "review"

    @extend_schema(request=RatingIn, responses=RatingOut)
    def post(self, request: Request) -> Response:
        """Score a pair 0, 0.5 or 1 as a reviewer; again replaces the score."""
        body = RatingIn(data=request.data)
        body.is_valid(raise_exception=True)
        rater = person_of(request)
        row = rateable_get(item=body.validated_data["item"], viewer=rater)
        made = rating_make(row=row, rater=rater, score=body.validated_data["score"])
        return Response(RatingOut(made).data, status=HTTPStatus.OK)
