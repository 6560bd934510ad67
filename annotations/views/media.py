"""The bytes of a video, its frames as pictures, its poster and filmstrip."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.media.serve import SAFE_HEADERS, MediaSource, media_response
from annotations.selectors import videos as selectors
from annotations.selectors.access import project_get
from annotations.selectors.projects import category_example
from annotations.selectors.stores import media_store
from annotations.serializers.videos import FrameTableOut
from annotations.services.video_files import FILMSTRIP, ORIGINAL, POSTER, frame_picture, video_key
from annotations.views.base import person_of

PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
FOR_EVER = "private, max-age=31536000, immutable"


class BytesView(APIView):
    """Answers with bytes of one type, whatever a client says it would rather have."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Only errors are rendered, and those always as JSON."""
        return super().perform_content_negotiation(request, force=True)


class MediaView(BytesView):
    """The untouched original."""

    @extend_schema(responses={(HTTPStatus.OK, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: UUID) -> HttpResponseBase:
        """The original bytes, with ranges, If-Range and ETag."""
        return _file(request, video_id, ORIGINAL, "video/mp4")

    @extend_schema(operation_id="videos_media_head", responses={HTTPStatus.OK: None})
    def head(self, request: Request, video_id: UUID) -> HttpResponseBase:
        """What GET would answer, without the bytes."""
        return _file(request, video_id, ORIGINAL, "video/mp4")


def _file(request: Request, video_id: UUID, name: str, content_type: str) -> HttpResponseBase:
    video = selectors.video_with_media(video_id=video_id, viewer=person_of(request))
    store = media_store()
    prefix = settings.X_ACCEL_PREFIX if store.is_local else ""
    source = MediaSource(
        path=Path(video_key(video, name)),
        store=store,
        sha256=video.sha256 if name == ORIGINAL else f"{video.sha256}-{name}",
        name=f"{video.pk}.mp4" if name == ORIGINAL else name,
        content_type=content_type,
        accel_uri=f"{prefix.rstrip('/')}/{video.folder}/{name}" if prefix else "",
    )
    return media_response(request._request, source)


class PosterView(BytesView):
    """A video's first frame, small."""

    @extend_schema(responses={(HTTPStatus.OK, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: UUID) -> HttpResponseBase:
        """A JPEG; 409 `media_missing` before ingest."""
        return _file(request, video_id, POSTER, "image/jpeg")


class FilmstripView(BytesView):
    """A row of small pictures for the timeline."""

    @extend_schema(responses={(HTTPStatus.OK, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: UUID) -> HttpResponseBase:
        """A JPEG; the video's `filmstrip_layout` says which tile shows which frame."""
        return _file(request, video_id, FILMSTRIP, "image/jpeg")


class CategoryExampleView(BytesView):
    """A short clip that shows what a category means."""

    @extend_schema(responses={(HTTPStatus.OK, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, key: str) -> HttpResponseBase:
        """The clip, with ranges; 404 where the category has none (`has_example_clip` says)."""
        viewer = person_of(request)
        project = project_get(slug=slug, viewer=viewer)
        return media_response(request._request, category_example(project=project, key=key, viewer=viewer))


class FrameTableView(APIView):
    """When each frame is shown."""

    @extend_schema(responses=FrameTableOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """The frame table; 409 `media_missing` or `video_not_ready`."""
        video = selectors.video_with_media(video_id=video_id, viewer=person_of(request))
        return Response(FrameTableOut(selectors.frame_table_get(video=video).as_json()).data)


class FrameView(BytesView):
    """One frame as a picture."""

    @extend_schema(
        responses={(HTTPStatus.OK, media_type): OpenApiTypes.BINARY for media_type in PICTURE_TYPES.values()}
    )
    def get(self, request: Request, video_id: UUID, frame: int, image_format: str) -> HttpResponseBase:
        """Exactly frame `frame`; PNG is lossless. 404 `frame_out_of_range`."""
        video = selectors.video_with_media(video_id=video_id, viewer=person_of(request))
        etag = f'"{video.sha256}-{frame}-{image_format}"'
        if request.headers.get("If-None-Match") == etag:
            return _picture_described(HttpResponse(status=HTTPStatus.NOT_MODIFIED), etag)
        picture = frame_picture(video=video, frame=frame, image_format=image_format)
        return _picture_described(HttpResponse(picture, content_type=PICTURE_TYPES[image_format]), etag)


def _picture_described(response: HttpResponse, etag: str) -> HttpResponse:
    for name, value in (SAFE_HEADERS | {"Cache-Control": FOR_EVER, "ETag": etag}).items():
        response[name] = value
    return response
