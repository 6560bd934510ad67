"""The job that computes an agreement report with its intervals."""

from typing import Any

from annotations.models import Job
from annotations.services.job_runs import JobRun
from reviewers.selectors.agreement import AgreementFilter
from reviewers.services.agreement import agreement_full
from reviewers.services.stats.weeks import agreement_weeks


class AgreementJob:
    """What the job kind `agreement` does: everything it computes is kept, so an interrupted one goes on."""

    def run(self, run: JobRun) -> dict[str, Any]:
        """Compute pair by pair, then the report, then the weeks that the dashboard shows."""
        project = run.job.project
        if project is None:
            raise ValueError("an agreement job belongs to a project")
        chosen = AgreementFilter.from_json(run.params["filters"])
        report = agreement_full(project=project, chosen=chosen, on_progress=run.progress)
        agreement_weeks(project=project, without=())
        return {"videos": report["coverage"]["videos"]}

    def failed(self, job: Job) -> None:
        """What was computed stays."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


AGREEMENT = AgreementJob()
