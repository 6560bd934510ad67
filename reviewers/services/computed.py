"""What takes numpy and scipy, loaded on first use: a process that never compares answers stays small."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from annotations.models import Job, Project, User, Video
from annotations.services.jobs import job_create
from reviewers.selectors.agreement import AgreementFilter

if TYPE_CHECKING:
    from reviewers.selectors.calibration.feedback import Feedback
    from reviewers.selectors.panel import Panel
    from reviewers.services.stats.weeks import AgreementOverTime


def agreement_points(*, project: Project, chosen: AgreementFilter) -> dict[str, Any]:
    """services.agreement.agreement_points"""
    module = import_module("reviewers.services.agreement")
    return cast(dict[str, Any], module.agreement_points(project=project, chosen=chosen))


def agreement_job_create(*, project: Project, chosen: AgreementFilter, actor: User) -> Job:
    """Queue the computation of a report with intervals."""
    params = {"filters": chosen.as_json()}
    return job_create(kind="agreement", params=params, created_by=actor, project=project)


def panel_get(*, video: Video, viewer: User) -> Panel:
    """selectors.panel.panel_get"""
    return cast("Panel", import_module("reviewers.selectors.panel").panel_get(video=video, viewer=viewer))


def agreement_weeks(*, project: Project, without: Collection[str]) -> AgreementOverTime:
    """services.stats.weeks.agreement_weeks"""
    module = import_module("reviewers.services.stats.weeks")
    return cast("AgreementOverTime", module.agreement_weeks(project=project, without=without))


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
