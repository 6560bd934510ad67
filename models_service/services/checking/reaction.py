"""Queues a check of every answer that is handed in where a model can say something about its video."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from annotations.models import Annotation, Event, Purpose
from annotations.services.jobs import job_create
from models_service.models import AgreementCheck, ModelVersion, SuggestionRun
from models_service.selectors.presence import queue_of
from models_service.selectors.versions import HEURISTICS, model_active
from models_service.services.suggesting.arms import arm_draw

SUBMITTED = "annotation.submitted"
KIND = "agreement_check"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An answer as it was handed in, and who can say something about it."""

    annotation: Annotation
    revision: int
    model: ModelVersion | None
    is_known: bool  # the model has looked at the video


class ModelChecks:
    """One check for each handed-in revision; gold clips and qualification rounds check people already."""

    name = "model_checks"
    actions = frozenset({SUBMITTED})

    def prepare(self, events: Sequence[Event]) -> list[HandedIn]:
        """Which model speaks about each answer."""
        revisions = {UUID(event.subject_id): int(event.facts["revision"]) for event in events}
        rows = Annotation.objects.filter(pk__in=revisions, video__gold_clip=False)
        rows = rows.exclude(assignment__purpose=Purpose.QUALIFY).order_by("submitted_at", "pk")
        return [_handed_in(row, revisions[row.pk]) for row in rows.select_related("project", "assignment")]

    def apply(self, prepared: list[HandedIn]) -> None:
        """Queue them, and draw the arm of whoever never asked for suggestions."""
        for each in prepared:
            arm_draw(each.annotation)
            if each.model is not None:
                _check_queue(each, each.model)


MODEL_CHECKS = ModelChecks()


def _handed_in(annotation: Annotation, revision: int) -> HandedIn:
    runs = SuggestionRun.objects.filter(video=annotation.video_id).order_by("-created_at", "id")
    model = model_active(project=annotation.project)
    if model is None:
        ready = runs.filter(model_version__status=ModelVersion.Status.READY)
        newest = ready.select_related("model_version").first()
        known = newest.model_version if newest is not None else None
        return HandedIn(annotation, revision, known, is_known=newest is not None)
    return HandedIn(annotation, revision, model, is_known=runs.filter(model_version=model).exists())


def _check_queue(each: HandedIn, model: ModelVersion) -> None:
    check, is_new = AgreementCheck.objects.get_or_create(
        annotation=each.annotation,
        revision=each.revision,
        defaults={"project_id": each.annotation.project_id, "model_version": model},
    )
    if not is_new:
        return
    needs_model = not each.is_known or model.backend not in HEURISTICS
    check.job = job_create(
        kind=KIND,
        params={"check": check.pk},
        created_by=None,
        project=each.annotation.project,
        key=f"{KIND}:{each.annotation.pk}:{each.revision}",
        queue=queue_of(model) if needs_model else "default",
    )
    check.save(update_fields=["job"])
