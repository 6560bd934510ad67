"""One batch of clips given to a back end; an exhausted device is asked once more for less."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.errors import DeepTraceError, JobStoppedError, MediaMissingError
from annotations.models import Video
from annotations.selectors.videos import frame_table_get
from annotations.services.video_files import video_path
from models_service.backends.base import ClipInput, SuggestionBackend, SuggestionResult, SuggestOptions
from models_service.errors import BackendUnavailableError, ClipUnreadableError, OutOfMemoryError

REDUCED = "visual_budget_reduced"
FEWEST_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a video has no answer."""

    code: str
    detail: str


Said = SuggestionResult | Failure


def clip_input(video: Video) -> ClipInput:
    """A ready video as back ends take it; MediaMissingError, VideoNotReadyError."""
    path = video_path(video)
    if video.taken_down_at or not path.is_file() or video.width is None or video.height is None:
        raise MediaMissingError("The video's file is missing on the server.")
    return ClipInput(path, video.sha256, video.width, video.height, frame_table_get(video=video))


def clips_ask(backend: SuggestionBackend, clips: Sequence[ClipInput], options: SuggestOptions) -> list[Said]:
    """One answer or failure for each clip, in order; BackendUnavailableError, JobStoppedError end it all."""
    try:
        return list(backend.suggest(clips, options))
    except (ClipUnreadableError, OutOfMemoryError):
        return [_one_ask(backend, clip, options) for clip in clips]


def _one_ask(backend: SuggestionBackend, clip: ClipInput, options: SuggestOptions) -> Said:
    try:
        return backend.suggest([clip], options)[0]
    except OutOfMemoryError:
        return _less_ask(backend, clip, options)
    except (BackendUnavailableError, JobStoppedError):
        raise
    except DeepTraceError as error:
        return Failure(error.code, error.message)


def _less_ask(backend: SuggestionBackend, clip: ClipInput, options: SuggestOptions) -> Said:
    """Once more with half of the visual budget."""
    less = replace(options, visual_budget=max(FEWEST_TOKENS, options.visual_budget // 2))
    try:
        said = backend.suggest([clip], less)[0]
    except (BackendUnavailableError, JobStoppedError):
        raise
    except DeepTraceError as error:
        return Failure(error.code, error.message)
    return replace(said, warnings=(*said.warnings, f"{REDUCED}:{less.visual_budget}"))
