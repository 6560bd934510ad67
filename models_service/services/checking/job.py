"""The job kind `agreement_check`: asks the model about a handed-in answer, ranks it, tells reviewers."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import AnnotationRevision, Job
from annotations.selectors.queue import JUDGEABLE
from annotations.services.job_runs import JobRun
from models_service.backends.base import SuggestOptions
from models_service.models import AgreementCheck, ModelVersion, SuggestionRun
from models_service.selectors.confidence import verdict_shown
from models_service.selectors.versions import HEURISTICS
from models_service.services.suggesting.asking import Failure, clip_input, clips_ask
from models_service.services.suggesting.job import SuggestionsFailedError
from models_service.services.suggesting.loading import backend_held, backend_made
from models_service.services.suggesting.runs import run_keep, run_key
from reviewers.services.desk.cases import case_model_flags_set

LOWEST = 0.1
FEWEST = 10
SCORE = "score"
State = AgreementCheck.State


class CheckJob:
    """What it finds is for reviewers alone; it changes nothing of the answer."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Compare, rank and flag; in one transaction with the end of the job."""
        related = ("annotation__video__project", "model_version")
        check = AgreementCheck.objects.select_related(*related).get(pk=run.params["check"])
        kept = AnnotationRevision.objects.filter(annotation=check.annotation, revision=check.revision)
        answer = kept.values_list("answer", flat=True).get()
        found = _found(run, check, answer)
        run.check()
        with transaction.atomic():
            run.finish(result={"flagged": found["reasons"]})
            found |= _ranked(check, found)
            state = {"state": State.DONE, "done_at": timezone.now()}
            AgreementCheck.objects.filter(pk=check.pk).update(**found, **state)
            video = check.annotation.video
            case_model_flags_set(video=video, flags=flags_about(check))
        return None

    def failed(self, job: Job) -> None:
        """Reviewers see that there is no check."""
        AgreementCheck.objects.filter(pk=job.params["check"]).update(state=State.FAILED)

    def retried(self, job: Job) -> None:
        """It is under way again."""
        AgreementCheck.objects.filter(pk=job.params["check"]).update(state=State.QUEUED)


CHECK = CheckJob()


def flags_about(check: AgreementCheck) -> int:
    """How many answers about the video of this check have a flag at the revision that reviewers see."""
    rows = AgreementCheck.objects.filter(annotation__video=check.annotation.video_id, state=State.DONE)
    newest = dict(rows.order_by("revision").values_list("annotation", "flagged"))
    standing = rows.filter(annotation__status__in=JUDGEABLE).values_list("annotation", flat=True)
    return sum(newest[annotation] for annotation in set(standing))


def _found(run: JobRun, check: AgreementCheck, answer: dict[str, Any]) -> dict[str, Any]:
    comparing = import_module("models_service.services.checking.comparing")
    model, look = check.model_version, _look(run, check)
    shown = verdict_shown(model=model, p_fake=look.p_fake, logit=look.logit)
    found: dict[str, Any] = comparing.traces_compare(
        answer=answer, run=look, p_fake=shown.p_fake if shown else None
    )
    parts = _scored(check, answer) if _can_score(model) else {}
    reasons = comparing.reasons_of(found, parts)
    return found | {"parts": parts, "pmi": comparing.pmi_total(parts), "reasons": reasons}


def _look(run: JobRun, check: AgreementCheck) -> SuggestionRun:
    """What the model said about the video; asked now where it has not looked yet."""
    video, model = check.annotation.video, check.model_version
    rows = SuggestionRun.objects.filter(video=video, model_version=model).prefetch_related("suggestions")
    newest = rows.order_by("-created_at", "id").first()
    if newest is not None:
        return newest
    options = _options(model)
    (said,) = clips_ask(backend_held(model), [clip_input(video)], options)
    if isinstance(said, Failure):
        raise SuggestionsFailedError({"code": said.code, "detail": said.detail})
    key = run_key(sha256=video.sha256, model=model, options=asdict(options))
    with transaction.atomic():
        run.hold()
        return run_keep(video=video, model=model, key=key, job=run.job, options=asdict(options), said=said)


def _can_score(model: ModelVersion) -> bool:
    return model.backend not in HEURISTICS and SCORE in backend_made(model).capabilities


def _scored(check: AgreementCheck, answer: dict[str, Any]) -> dict[str, Any]:
    comparing = import_module("models_service.services.checking.comparing")
    model, clip = check.model_version, clip_input(check.annotation.video)
    texts = comparing.answer_texts(answer=answer, model=model, clip=clip)
    scores = backend_held(model).score(clip, texts, _options(model)) if texts else []
    parts: dict[str, Any] = comparing.parts_summed(scores)
    return parts


def _options(model: ModelVersion) -> SuggestOptions:
    return SuggestOptions(**model.sampling)


def _ranked(check: AgreementCheck, found: dict[str, Any]) -> dict[str, Any]:
    """Its mid-rank among the project's answers that were checked alike; the lowest decile is flagged."""
    others = AgreementCheck.objects.filter(
        project=check.project_id, model_version=check.model_version_id, state=State.DONE
    ).exclude(annotation=check.annotation_id)
    ranked = others.filter(pmi__isnull=found["pmi"] is None)
    rows = ranked.values_list("pmi", "verdict_agrees", "best_viou")
    places = [_place(*row) for row in rows]
    own = _place(found["pmi"], found["verdict_agrees"], found["best_viou"])
    below, equal = sum(each < own for each in places), sum(each == own for each in places)
    percentile = (below + (equal + 1) / 2) / (len(places) + 1)
    is_low = len(places) + 1 >= FEWEST and percentile <= LOWEST
    return {"percentile": percentile, "flagged": is_low}


def _place(pmi: float | None, agrees: bool | None, viou: float | None) -> float:
    """What is compared: PMI, or where the model scores no words the verdict and the best overlap."""
    return pmi if pmi is not None else float(agrees is not False) + (viou or 0.0)
