"""Giving somebody the suggestions about a video, and remembering that they were given."""

from dataclasses import dataclass
from uuid import UUID

from annotations.models import Annotation, User, Video
from annotations.selectors.annotations import suggestion_policy_of
from annotations.services.personal.looks import look_at_videos
from models_service.models import SuggestionDecision, SuggestionRun
from models_service.selectors.suggestions.decided import decisions_of
from models_service.selectors.suggestions.shown import answer_about, runs_shown
from models_service.services.suggesting.arms import arm_draw


@dataclass(frozen=True, slots=True)
class ShownSuggestions:
    """What somebody sees; `shown` is false in the randomised share without suggestions."""

    video: Video
    policy: str
    shown: bool
    runs: list[SuggestionRun]
    decisions: dict[UUID, SuggestionDecision]
    annotation: Annotation | None


def suggestions_get(*, video_id: UUID, viewer: User, annotation_id: UUID | None) -> ShownSuggestions:
    """What models said about a video, with the decisions of one answer; a constant number of queries."""
    video, annotation = answer_about(video_id=video_id, viewer=viewer, annotation_id=annotation_id)
    runs = runs_shown(video=video, annotation=annotation)
    is_own = annotation is not None and annotation.annotator_id == viewer.pk
    withheld = False
    if annotation is not None and is_own:
        withheld = arm_draw(annotation, offered=bool(runs)).withheld
    else:
        look_at_videos(viewer=viewer, videos={video.pk})
    return ShownSuggestions(
        video=video,
        policy=suggestion_policy_of(annotation) if annotation else str(video.project.suggestion_policy),
        shown=not withheld,
        runs=[] if withheld else runs,
        decisions=decisions_of(annotation_id=annotation.pk) if annotation else {},
        annotation=annotation,
    )
