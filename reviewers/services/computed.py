"""What takes numpy and scipy, loaded on first use: a process that never compares answers stays small."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from annotations.models import AnnotationRevision, Job, Project, User, Video
from annotations.services.jobs import job_create
from reviewers.models import AgreementReport
from reviewers.selectors.agreement import AgreementFilter, ChosenAnswers

# So many pairs are computed while somebody waits; more are left to the agreement job.
INLINE_PAIRS = 200
# So many answers are compared while a release is built; with more the last computed report is taken.
INLINE_ANSWERS = 5_000

if TYPE_CHECKING:
    from reviewers.selectors.calibration.feedback import Feedback
    from reviewers.selectors.panel import Panel


def agreement_points(*, project: Project, chosen: AgreementFilter) -> dict[str, Any]:
    """services.agreement.agreement_points"""
    return cast(dict[str, Any], _agreement().agreement_points(project=project, chosen=chosen))


def agreement_now(*, project: Project) -> dict[str, Any]:
    """The report as a release records it: `report`, or null and the `reason` why there is none.

    Where there are many answers, the newest report that was computed, and when that was.
    """
    answers = AnnotationRevision.objects.filter(annotation__project=project, status="submitted").count()
    if answers == 0:
        return {"report": None, "reason": "no_answers"}
    if answers <= INLINE_ANSWERS:
        return {"report": agreement_points(project=project, chosen=AgreementFilter()), "reason": None}
    kept = AgreementReport.objects.filter(project=project, filters=AgreementFilter().as_json())
    newest = kept.order_by("-made_at", "-pk").first()
    if newest is None:
        return {"report": None, "reason": "not_computed"}
    return {"report": newest.body, "reason": None, "computed_at": newest.made_at.isoformat()}


def agreement_job_create(*, project: Project, chosen: AgreementFilter, actor: User) -> Job:
    """Queue the computation of a report with intervals."""
    params = {"filters": chosen.as_json()}
    return job_create(kind="agreement", params=params, created_by=actor, project=project)


def panel_get(*, video: Video, viewer: User) -> Panel:
    """selectors.panel.panel_get"""
    return cast("Panel", import_module("reviewers.selectors.panel").panel_get(video=video, viewer=viewer))


def answers_take_in(*, project: Project) -> int:
    """services.agreement.answers_take_in"""
    return cast(int, _agreement().answers_take_in(project=project))


def pairs_compute(*, project: Project, pairs: Sequence[tuple[int, int]]) -> None:
    """services.agreement.pairs_compute"""
    _agreement().pairs_compute(project=project, pairs=pairs)


def values_of(answers: ChosenAnswers) -> dict[str, Any]:
    """services.agreement.values_of"""
    return cast(dict[str, Any], _agreement().values_of(answers))


def feedback_get(*, annotation_id: UUID, viewer: User) -> Feedback:
    """services.calibration.feedback.feedback_get"""
    module = import_module("reviewers.services.calibration.feedback")
    return cast("Feedback", module.feedback_get(annotation_id=annotation_id, viewer=viewer))


def reliability_list(*, project: Project, viewer: User) -> list[dict[str, Any]]:
    """services.calibration.reliability.reliability_list"""
    module = import_module("reviewers.services.calibration.reliability")
    return cast("list[dict[str, Any]]", module.reliability_list(project=project, viewer=viewer))


def reliability_own(*, project: Project, person: User) -> dict[str, Any]:
    """services.calibration.reliability.reliability_own"""
    module = import_module("reviewers.services.calibration.reliability")
    return cast("dict[str, Any]", module.reliability_own(project=project, person=person))


def _agreement() -> ModuleType:
    return import_module("reviewers.services.agreement")
