"""What helps to find and follow an artefact."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors import annotations as selectors
from annotations.selectors.videos import video_with_media
from annotations.serializers.aids import SignalsOut, TrackIn, TrackOut
from annotations.serializers.jobs import JobOut
from annotations.serializers.problems import problems
from annotations.services.aids.signals import signals_get
from annotations.services.aids.tracking import track_allowed, track_create, track_result
from annotations.tasks import job_publish
from annotations.views.base import person_of


class SignalsView(APIView):
    """GET videos/{id}/signals/"""

    @extend_schema(responses={200: SignalsOut, **problems(401, 403, 404, 409)})
    def get(self, request: Request, video_id: UUID) -> Response:
        """Motion and sharpness of every frame, computed from the clip itself; 403 `aids_off`."""
        video = video_with_media(video_id=video_id, viewer=person_of(request))
        return Response(SignalsOut(signals_get(video=video)).data)


class TrackListView(APIView):
    """POST annotations/{id}/track/"""

    required_scope = "annotate"

    @extend_schema(request=TrackIn, responses={202: JobOut, **problems(400, 401, 403, 404, 409)})
    def post(self, request: Request, annotation_id: UUID) -> Response:
        """Let a worker carry a box of one's own draft along; 403 `aids_off`."""
        actor = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=actor)
        track_allowed(annotation=annotation)
        limits = selectors.answer_limits(annotation=annotation)
        sent = TrackIn(data=request.data, context={"limits": limits})
        sent.is_valid(raise_exception=True)
        job = track_create(annotation=annotation, actor=actor, body=sent.validated_data)
        job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)


class TrackView(APIView):
    """GET annotations/{id}/track/{job}/"""

    @extend_schema(responses={200: TrackOut, **problems(401, 403, 404, 409)})
    def get(self, request: Request, annotation_id: UUID, job_id: UUID) -> Response:
        """Where the box went: a proposal that changes nothing by itself; 409 `track_not_done`."""
        viewer = person_of(request)
        annotation = selectors.annotation_get_own(annotation_id=annotation_id, viewer=viewer)
        return Response(TrackOut(track_result(annotation=annotation, viewer=viewer, job_id=job_id)).data)
