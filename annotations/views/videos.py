"""Videos: listed, uploaded, described, processed again, taken down."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations import tasks, uploads
from annotations.filters import VideoFilter, filtered
from annotations.limits.rates import PersonThrottle, UploadThrottle
from annotations.models import Video
from annotations.selectors import videos as selectors
from annotations.selectors.access import project_get
from annotations.serializers import videos as serializers
from annotations.serializers.jobs import JobOut
from annotations.services import videos as services
from annotations.services.video_files import IncomingFile
from annotations.views.base import PagedView, person_of

FILTERS = [
    OpenApiParameter("project", str),
    OpenApiParameter("status", str, enum=Video.Status.values),
    OpenApiParameter("kind", str, enum=Video.Kind.values),
    OpenApiParameter("source", str),
    OpenApiParameter("split", str, enum=Video.Split.values),
    OpenApiParameter("q", str, description="a part of the video_id, source or prompt"),
    OpenApiParameter("taken_down", bool, description="tombstones (true) or the others (false)"),
]


class VideoListView(PagedView):
    """Videos that one may see."""

    parser_classes = [MultiPartParser]
    throttle_classes = [PersonThrottle, UploadThrottle]
    required_scope = "manage"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what says itself that it is too large, before a byte of it is read."""
        uploads.request_size_check(request.headers.get("Content-Length", ""))
        super().initial(request, *args, **kwargs)

    @extend_schema(parameters=FILTERS, responses=serializers.VIDEO_LIST_SCHEMA)
    def get(self, request: Request) -> Response:
        """Newest first; an annotator sees the videos at work, without where they come from."""
        rows = filtered(request, VideoFilter, selectors.video_list(viewer=person_of(request)))
        jobs: dict[UUID, UUID] = {}

        def with_jobs(videos: list[Any]) -> list[Any]:
            jobs.update(selectors.ingest_jobs(videos=videos))
            return videos

        return self.page(request, rows, serializers.VideoOut, with_jobs, jobs=jobs)

    @extend_schema(
        request={"multipart/form-data": serializers.VideoIn},
        responses={HTTPStatus.CREATED: serializers.VideoCreatedOut},
    )
    def post(self, request: Request) -> Response:
        """Upload a video; its ingest is a job."""
        actor = person_of(request)
        body = serializers.VideoIn(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        upload = fields.pop("file")
        video, job = services.video_create(
            project=project_get(slug=fields.pop("project"), viewer=actor),
            actor=actor,
            incoming=IncomingFile(
                Path(upload.temporary_file_path()), upload.name, upload.sha256, upload.size
            ),
            fields=fields,
        )
        tasks.job_publish(job)
        return Response(serializers.created_out(video, job), status=HTTPStatus.CREATED)


def _shown(request: Request, video_id: UUID) -> Response:
    video = selectors.video_get(video_id=video_id, viewer=person_of(request))
    jobs = selectors.ingest_jobs(videos=[video])
    return Response(serializers.VideoOut(video, context={"jobs": jobs, "viewer": person_of(request)}).data)


class VideoView(APIView):
    """One video."""

    required_scope = "manage"

    @extend_schema(responses=serializers.VIDEO_SCHEMA)
    def get(self, request: Request, video_id: UUID) -> Response:
        """Its media facts, and where it comes from for those who may know."""
        return _shown(request, video_id)

    @extend_schema(request=serializers.ProvenanceIn, responses=serializers.VIDEO_SCHEMA)
    def patch(self, request: Request, video_id: UUID) -> Response:
        """Correct where it comes from."""
        actor = person_of(request)
        video = selectors.video_get(video_id=video_id, viewer=actor)
        body = serializers.ProvenanceIn(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        services.video_update(video=video, actor=actor, fields=body.validated_data)
        return _shown(request, video_id)

    @extend_schema(request=serializers.TakeDownIn, responses={HTTPStatus.NO_CONTENT: None})
    def delete(self, request: Request, video_id: UUID) -> Response:
        """Take it down: the media go for good, a tombstone stays."""
        actor = person_of(request)
        video = selectors.video_get(video_id=video_id, viewer=actor)
        body = serializers.TakeDownIn(data=request.data or {})
        body.is_valid(raise_exception=True)
        services.video_take_down(video=video, actor=actor, **body.validated_data)
        return Response(status=HTTPStatus.NO_CONTENT)


class VideoReprocessView(APIView):
    """Processing a video again."""

    required_scope = "manage"

    @extend_schema(request=None, responses={HTTPStatus.ACCEPTED: JobOut})
    def post(self, request: Request, video_id: UUID) -> Response:
        """Ingest the untouched original once more."""
        actor = person_of(request)
        video = selectors.video_get(video_id=video_id, viewer=actor)
        job = services.video_reprocess(video=video, actor=actor)
        tasks.job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)
