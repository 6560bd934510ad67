"""What helps to find and follow an artefact."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.selectors.videos import video_with_media
from annotations.serializers.aids import SignalsOut
from annotations.serializers.problems import problems
from annotations.services.aids.signals import signals_get
from annotations.views.base import person_of


class SignalsView(APIView):
    """GET videos/{id}/signals/"""

    @extend_schema(responses={200: SignalsOut, **problems(401, 403, 404, 409)})
    def get(self, request: Request, video_id: UUID) -> Response:
        """Motion and sharpness of every frame, computed from the clip itself; 403 `aids_off`."""
        video = video_with_media(video_id=video_id, viewer=person_of(request))
        return Response(SignalsOut(signals_get(video=video)).data)
