"""Rewards: a score for one video, or for many."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from annotations import uploads
from annotations.parsers import StrictJSONParser
from annotations.selectors.access import project_get
from annotations.serializers.jobs import JobOut
from annotations.serializers.problems import problems
from annotations.services.video_files import IncomingFile
from annotations.tasks import job_publish
from annotations.views.base import person_of
from models_service.models import Reward
from models_service.selectors.rewards import reward_body, reward_get
from models_service.serializers import rewards as serializers
from models_service.services.rewarding import asking


class RewardThrottle(UserRateThrottle):
    """So many questions a minute for each person."""

    scope = "reward"

    def get_rate(self) -> str:
        """As the settings say now."""
        return str(settings.REWARD_RATE)


class RewardListView(APIView):
    """POST rewards/"""

    required_scope = "reward"
    parser_classes = [StrictJSONParser, MultiPartParser]
    throttle_classes = [RewardThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what says itself that it is too large, before a byte of it is read."""
        uploads.request_size_check(request.headers.get("Content-Length", ""))
        super().initial(request, *args, **kwargs)

    @extend_schema(
        request={
            "application/json": serializers.RewardIn,
            "multipart/form-data": serializers.RewardIn,
        },
        responses={
            200: serializers.RewardOut,
            202: serializers.RewardOut,
            **problems(400, 401, 403, 404, 409, 429),
        },
    )
    def post(self, request: Request) -> Response:
        """Score a video: 200 where the model has answered within the bound, else 202 with Location."""
        actor = person_of(request)
        sent = serializers.RewardIn(data=request.data)
        sent.is_valid(raise_exception=True)
        reward = _asked(actor, sent.validated_data)
        if reward.job is not None:
            job_publish(reward.job)
        return _told(asking.reward_await(reward))


class RewardView(APIView):
    """GET rewards/{id}/"""

    @extend_schema(responses={200: serializers.RewardOut, **problems(401, 404)})
    def get(self, request: Request, reward_id: UUID) -> Response:
        """A score that one has asked for, or how far it has come."""
        reward = reward_get(reward_id=reward_id, viewer=person_of(request))
        return Response(serializers.RewardOut(reward_body(reward)).data)


class RewardBatchView(APIView):
    """POST rewards/batch/"""

    required_scope = "reward"
    throttle_classes = [RewardThrottle]

    @extend_schema(
        request=serializers.RewardBatchIn,
        responses={202: serializers.RewardBatchOut, **problems(400, 401, 403, 404, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        """Score many videos by one job; each score is read at rewards/{id}/."""
        actor = person_of(request)
        sent = serializers.RewardBatchIn(data=request.data)
        sent.is_valid(raise_exception=True)
        project = project_get(slug=sent.validated_data["project"], viewer=actor)
        job, rewards = asking.rewards_of_videos(
            project=project, actor=actor, videos=sent.validated_data["videos"]
        )
        job_publish(job)
        body = {**JobOut(job).data, "rewards": [str(each.pk) for each in rewards]}
        return Response(body, status=HTTPStatus.ACCEPTED)


def _asked(actor: Any, wanted: dict[str, Any]) -> Reward:
    if wanted["video"] is not None:
        return asking.reward_of_video(video_id=wanted["video"], actor=actor)
    upload = wanted["file"]
    path = Path(upload.temporary_file_path())
    incoming = IncomingFile(path, upload.name, upload.sha256, upload.size)
    project = project_get(slug=wanted["project"], viewer=actor)
    return asking.reward_of_file(project=project, actor=actor, incoming=incoming)


def _told(reward: Reward) -> Response:
    body = serializers.RewardOut(reward_body(reward)).data
    if body["p_fake"] is not None:
        return Response(body)
    headers = {"Location": f"/api/v1/rewards/{reward.pk}/"}
    return Response(body, status=HTTPStatus.ACCEPTED, headers=headers)
