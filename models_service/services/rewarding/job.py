"""The job kind `reward`: an upload is looked at once, scored, and thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.errors import MediaMissingError
from annotations.media import media_inspect
from annotations.models import Job
from annotations.services.job_runs import JobRun
from annotations.services.video_files import media_limits
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.models import Reward
from models_service.selectors.confidence import verdict_shown
from models_service.selectors.rewards import trace_told
from models_service.services.rewarding.asking import rewards_folder
from models_service.services.suggesting.asking import Failure, clips_ask
from models_service.services.suggesting.job import SuggestionsFailedError
from models_service.services.suggesting.loading import backend_held

READING = "Reading every frame"


class RewardJob:
    """Scores an upload; its file is gone once the job has ended for good."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Read the clip in a limited child, ask the model, keep what it said."""
        reward = Reward.objects.select_related("model_version").get(pk=run.params["reward"])
        path = rewards_folder() / reward.file
        if not reward.file or not path.is_file():
            raise MediaMissingError("The uploaded file is no longer there: send it again.")
        clip = _clip(run, reward, path)
        options = SuggestOptions(**reward.model_version.sampling)
        (said,) = clips_ask(backend_held(reward.model_version), [clip], options)
        if isinstance(said, Failure):
            raise SuggestionsFailedError({"code": said.code, "detail": said.detail})
        shown = verdict_shown(
            model=reward.model_version, p_fake=said.verdict.p_fake, logit=said.verdict.logit
        )
        values = {"p_fake": shown and shown.p_fake, "calibrated": bool(shown and shown.calibrated)}
        with transaction.atomic():
            run.finish(result_url=f"/api/v1/rewards/{reward.pk}/")
            traces = [trace_told(trace) for trace in said.traces]
            Reward.objects.filter(pk=reward.pk).update(
                done_at=timezone.now(), traces=traces, file="", **values
            )
        path.unlink(missing_ok=True)
        return None

    def failed(self, job: Job) -> None:
        """The file stays for another try, for a day (clearing.py)."""

    def retried(self, job: Job) -> None:
        """The file is still there, or the job says that it is not."""


REWARD = RewardJob()


def _clip(run: JobRun, reward: Reward, path: Path) -> ClipInput:
    with tempfile.TemporaryDirectory() as work:
        facts = media_inspect(
            path, Path(work), media_limits(), lambda share: run.progress(share / 2, READING)
        )
    return ClipInput(path, reward.sha256, facts.width, facts.height, facts.table)
