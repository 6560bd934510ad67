"""Uploads in parts: resumable, in any order, several parts at once."""

import base64
import binascii
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import UnreadablePostError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import tasks
from annotations.errors import InvalidInputError
from annotations.models import Upload
from annotations.selectors import uploads as selectors
from annotations.selectors.access import project_get
from annotations.serializers import uploads as serializers
from annotations.serializers.videos import VideoCreatedOut, created_out
from annotations.services.files import uploads as services
from annotations.views.base import PagedView, person_of

READ_BYTES = 2**18
CHECKSUM = OpenApiParameter(
    "Upload-Checksum",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="`sha256 ` and the hash of the part's bytes in base64",
)


class PartParser(BaseParser):
    """Leaves the bytes in the stream."""

    media_type = "application/octet-stream"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The stream itself: the service reads it piece by piece."""
        return stream


def _is_direct() -> bool:
    return bool(settings.MEDIA_BUCKET.get("public_endpoint"))


class UploadListView(PagedView):
    """Files that come in parts."""

    required_scope = "manage"

    @extend_schema(parameters=[OpenApiParameter("project", str)], responses=serializers.UploadOut(many=True))
    def get(self, request: Request) -> Response:
        """One's own unfinished uploads, newest first."""
        rows = selectors.upload_list(viewer=person_of(request))
        if project := request.query_params.get("project"):
            rows = rows.filter(project__slug=project)
        return self.page(request, rows, serializers.UploadOut, direct=_is_direct())

    @extend_schema(request=serializers.UploadIn, responses={HTTPStatus.CREATED: serializers.UploadFullOut})
    def post(self, request: Request) -> Response:
        """Begin to upload a file in parts; `sha256`, where given, is checked at the end."""
        actor = person_of(request)
        body = serializers.UploadIn(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        project = project_get(slug=fields.pop("project"), viewer=actor)
        wish = services.FileWish(fields.pop("name"), fields.pop("byte_size"), fields.pop("sha256"))
        upload = services.upload_begin(project=project, actor=actor, wish=wish, fields=fields)
        return Response(_shown(upload), status=HTTPStatus.CREATED)


def _shown(upload: Upload) -> dict[str, Any]:
    parts = [
        {"offset": (part.number - 1) * upload.part_bytes, "sha256": part.sha256}
        for part in selectors.parts_kept(upload)
    ]
    return {
        **serializers.UploadOut(upload, context={"direct": _is_direct()}).data,
        "parts": serializers.PartOut(parts, many=True).data,
    }


class UploadView(APIView):
    """One file that comes in parts."""

    required_scope = "manage"

    @extend_schema(responses=serializers.UploadFullOut)
    def get(self, request: Request, upload_id: UUID) -> Response:
        """What has arrived: only the rest need be sent."""
        return Response(_shown(selectors.upload_get(upload_id=upload_id, viewer=person_of(request))))

    @extend_schema(responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Give it up: its bytes go; a video that was made of it stays."""
        services.upload_remove(upload=selectors.upload_get(upload_id=upload_id, viewer=person_of(request)))
        return Response(status=HTTPStatus.NO_CONTENT)


class UploadPartView(APIView):
    """A part of a file."""

    required_scope = "manage"
    parser_classes = [PartParser]

    @extend_schema(
        parameters=[CHECKSUM],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={HTTPStatus.NO_CONTENT: None},
    )
    def put(self, request: Request, upload_id: UUID, offset: int) -> Response:
        """The part that begins at `offset`, again if need be: 409 `upload_offset`, 460 `upload_checksum`."""
        upload = selectors.upload_get(upload_id=upload_id, viewer=person_of(request))
        sha256 = _checksum(request.headers.get("Upload-Checksum", ""))
        services.part_receive(upload=upload, offset=offset, sha256=sha256, chunks=_chunks(request))
        return Response(status=HTTPStatus.NO_CONTENT)


def _checksum(header: str) -> str:
    name, _, text = header.partition(" ")
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if name != "sha256" or len(digest) != 32:  # noqa: PLR2004 - bytes of a SHA-256
        detail = "This header must hold sha256 and the hash of the part in base64."
        raise InvalidInputError([{"field": "Upload-Checksum", "code": "invalid", "detail": detail}])
    return digest.hex()


def _chunks(request: Request) -> Iterator[bytes]:
    """The body as it comes; a connection that breaks ends it early."""
    stream = request.data
    if not hasattr(stream, "read"):  # no body at all
        return
    try:
        while chunk := stream.read(READ_BYTES):
            yield chunk
    except UnreadablePostError:
        return


class UploadLinksView(APIView):
    """Links for parts that go straight to the object storage."""

    required_scope = "manage"

    @extend_schema(request=serializers.LinksIn, responses=serializers.LinksOut)
    def post(self, request: Request, upload_id: UUID) -> Response:
        """Where to PUT these parts; 409 where the server takes them itself (`direct` says)."""
        upload = selectors.upload_get(upload_id=upload_id, viewer=person_of(request))
        body = serializers.LinksIn(data=request.data)
        body.is_valid(raise_exception=True)
        wishes = [(part["offset"], part["sha256"]) for part in body.validated_data["parts"]]
        links = [
            {"offset": offset, "url": url, "headers": {"x-amz-checksum-sha256": _base64(sha256)}}
            for offset, sha256, url in services.part_links(upload=upload, wishes=wishes)
        ]
        return Response(serializers.LinksOut({"links": links}).data)


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


class UploadCompleteView(APIView):
    """The end of an upload."""

    required_scope = "manage"

    @extend_schema(request=None, responses={HTTPStatus.CREATED: VideoCreatedOut})
    def post(self, request: Request, upload_id: UUID) -> Response:
        """Make the video; its ingest is a job. 409 `upload_incomplete` with `missing`, 460."""
        actor = person_of(request)
        upload = selectors.upload_get(upload_id=upload_id, viewer=actor)
        video, job = services.upload_complete(upload=upload, actor=actor)
        tasks.job_publish(job)
        return Response(created_out(video, job), status=HTTPStatus.CREATED)
