"""The job kind `suggest`: one model version looks at some videos, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from annotations.errors import DeepTraceError
from annotations.models import Job, Video
from annotations.services.job_runs import JobRun
from annotations.texts import filled
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.models import ModelVersion, SuggestionRun
from models_service.selectors.versions import HEURISTICS
from models_service.services.suggesting.asking import Failure, Said, clip_input, clips_ask
from models_service.services.suggesting.loading import backend_held
from models_service.services.suggesting.runs import run_copy, run_keep, run_key

NOT_THERE = Failure("media_missing", "The video's file is missing on the server.")


class SuggestionsFailedError(DeepTraceError):
    """Not one video of the job got an answer; the code is that of the first failure."""

    http_status = 409

    def __init__(self, failure: dict[str, str]) -> None:
        super().__init__(failure["detail"])
        self.code = failure["code"]


@dataclass(slots=True)
class Look:
    """What one job asks for, and what has come of it so far; `until` is the share of the job that it is."""

    run: JobRun
    model: ModelVersion
    options: dict[str, Any]
    until: float = 1.0
    made: int = 0
    reused: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Videos that are through."""
        return self.made + self.reused + len(self.failed)

    def fail(self, video: str, failure: Failure) -> None:
        """This video has no answer."""
        self.failed.append({"video": video, "code": failure.code, "detail": failure.detail})


class SuggestJob:
    """Each video's answer is kept as soon as it is there, so that a killed worker loses one batch at most."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Ask about every video that the model has not looked at in this very way."""
        model = ModelVersion.objects.get(pk=run.params["model"])
        look = Look(run, model, run.params["options"])
        videos: list[str] = run.params["videos"]
        videos_look(look, videos)
        if videos and len(look.failed) == len(videos):
            raise SuggestionsFailedError(look.failed[0])
        address = f"/api/v1/suggestion-jobs/{run.job.pk}/"
        result = {"made": look.made, "reused": look.reused, "failed": look.failed}
        run.finish(result=result, result_url=address)
        return None

    def failed(self, job: Job) -> None:
        """What was said before stays: it is true."""

    def retried(self, job: Job) -> None:
        """What is there already is not asked for again."""


SUGGEST = SuggestJob()


def videos_look(look: Look, videos: Sequence[str]) -> None:
    """Ask about each of these videos that the model has not looked at in this very way."""
    for batch in _batches(videos, batch_size(look.model)):
        look.run.progress(look.until * look.done / len(videos), _step(look.done, len(videos)))
        _batch_do(look, batch)


def batch_size(model: ModelVersion) -> int:
    """How many clips a back end is given at once."""
    return 1 if model.backend in HEURISTICS else int(settings.SUGGEST_BATCH)


def _batches(videos: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(videos), size):
        yield list(videos[start : start + size])


def _step(done: int, total: int) -> str:
    return filled("{done} of {total} videos are looked at.", done=done, total=total)


def _batch_do(look: Look, batch: list[str]) -> None:
    found = {str(video.pk): video for video in Video.objects.filter(pk__in=batch).select_related("project")}
    asked: list[tuple[Video, str, ClipInput]] = []
    for video_id in batch:
        video = found.get(video_id)
        if video is None:
            look.fail(video_id, NOT_THERE)
        elif (open_clip := _clip_to_ask(look, video)) is not None:
            asked.append((video, *open_clip))
    if not asked:
        return
    answers = clips_ask(
        backend_held(look.model), [clip for _, _, clip in asked], SuggestOptions(**look.options)
    )
    look.run.check()
    for (video, key, _), said in zip(asked, answers, strict=True):
        _answer_keep(look, video, key, said)


def _clip_to_ask(look: Look, video: Video) -> tuple[str, ClipInput] | None:
    """The key and the clip where the model must be asked; None where it need not or cannot."""
    key = run_key(sha256=video.sha256, model=look.model, options=look.options)
    if SuggestionRun.objects.filter(video=video, key=key).exists():
        look.reused += 1
        return None
    same = SuggestionRun.objects.filter(key=key).first()
    if same is not None:
        with transaction.atomic():
            look.run.hold()
            run_copy(run=same, video=video, job=look.run.job)
        look.reused += 1
        return None
    try:
        return key, clip_input(video)
    except DeepTraceError as error:
        look.fail(str(video.pk), Failure(error.code, error.message))
        return None


def _answer_keep(look: Look, video: Video, key: str, said: Said) -> None:
    if isinstance(said, Failure):
        look.fail(str(video.pk), said)
        return
    try:
        with transaction.atomic():
            look.run.hold()
            run_keep(
                video=video, model=look.model, key=key, job=look.run.job, options=look.options, said=said
            )
    except IntegrityError:  # another job asked the same meanwhile
        look.reused += 1
    else:
        look.made += 1
