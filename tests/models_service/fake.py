"""A back end that says what a test wants, and the rows around it."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from annotations.models import Annotation, Job, Project, User, Video
from annotations.services.annotations import annotation_save
from annotations.services.job_runs import job_execute
from annotations.tracks import Keyframe
from models_service.backends.base import (
    AgreementScore,
    AnnotationText,
    BackendConfig,
    ClipInput,
    Health,
    SuggestedTrace,
    SuggestionResult,
    SuggestOptions,
    Verdict,
)
from models_service.models import ModelVersion, Suggestion, SuggestionRun
from tests import factories, work

TRACE = SuggestedTrace(
    onset_frame=3,
    offset_frame=9,
    keyframes=(Keyframe(3, 8, 5, 20, 15),),
    categories=("object_merging",),
    explanation="The hand melts into the cup.",
    score=0.8,
)


class FakeBackend:
    """Knows every clip; `before` may raise, `asked` counts."""

    name = "fake"
    version = "1"
    capabilities = frozenset({"suggest", "verdict", "score"})
    asked: ClassVar[list[tuple[tuple[str, ...], SuggestOptions]]] = []
    before: ClassVar[Callable[[Sequence[ClipInput], SuggestOptions], None] | None] = None
    traces: ClassVar[tuple[SuggestedTrace, ...]] = (TRACE,)
    logit: ClassVar[Callable[[str], float]] = staticmethod(lambda sha256: 2.0)
    scored: ClassVar[Callable[[AnnotationText], AgreementScore] | None] = None

    def __init__(self, config: BackendConfig) -> None:
        self.config = config

    @classmethod
    def reset(cls) -> None:
        """Forget what the test before wanted."""
        cls.asked, cls.before, cls.traces, cls.scored = [], None, (TRACE,), None
        cls.logit = staticmethod(lambda sha256: 2.0)

    def health(self) -> Health:
        return Health(ok=True)

    def load(self) -> None:
        pass

    def close(self) -> None:
        pass

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        type(self).asked.append((tuple(clip.sha256 for clip in clips), options))
        if (before := type(self).before) is not None:
            before(clips, options)
        return [self._said(clip) for clip in clips]

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        assert type(self).scored is not None
        return [type(self).scored(answer) for answer in answers]  # type: ignore[misc]

    def _said(self, clip: ClipInput) -> SuggestionResult:
        logit = type(self).logit(clip.sha256)
        p_fake = 1 / (1 + 2.718281828459045**-logit)
        return SuggestionResult(
            verdict=Verdict(p_fake=p_fake, mass=0.99, logit=logit),
            traces=type(self).traces,
            raw_text="FAKE ...",
            parse_ok=True,
            prompt_version="fake-1",
            marks=((10, 0.9),),
        )


def model_make(project: Project | None = None, **fields: Any) -> ModelVersion:
    """A version of the fake back end."""
    values: dict[str, Any] = {"name": "Fake", "backend": "fake", "version": uuid.uuid4().hex} | fields
    return ModelVersion.objects.create(project=project, **values)


def run_make(video: Video, model: ModelVersion | None = None, **fields: Any) -> Suggestion:
    """What a model said about a video: one trace."""
    model = model or model_make()
    run = SuggestionRun.objects.create(
        project=video.project, video=video, model_version=model, key=uuid.uuid4().hex, p_fake=0.9, **fields
    )
    return Suggestion.objects.create(
        run=run,
        onset_frame=10,
        offset_frame=40,
        keyframes=[{"frame": 10, "left": 80, "top": 50, "width": 200, "height": 150}],
        categories=["object_merging"],
        explanation="The hand melts into the cup.",
    )


def done(job_id: Any) -> Job:
    """The job after a worker had it."""
    job_execute(job_id=uuid.UUID(str(job_id)))
    return Job.objects.get(pk=job_id)


def saved_with(annotation: Annotation, *traces: dict[str, Any], verdict: str = "fake") -> Annotation:
    """The answer with these traces."""
    bodies = [{**trace, "id": uuid.UUID(str(trace["id"]))} for trace in traces]
    annotation_save(
        annotation=annotation,
        actor=annotation.annotator,
        revision=annotation.revision,
        verdict=verdict,
        note="",
        traces=bodies,  # type: ignore[arg-type]
    )
    return work.fresh(annotation)


def policy_set(project: Project, policy: str, **fields: Any) -> Project:
    """The project with this policy."""
    for name, value in {"suggestion_policy": policy, **fields}.items():
        setattr(project, name, value)
    project.save()
    return project


def person_make(project: Project, *roles: str) -> User:
    """Somebody with roles."""
    return factories.member_make(project, factories.user_make(), *roles)
