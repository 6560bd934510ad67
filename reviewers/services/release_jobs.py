"""The job that builds a release."""

from typing import Any

from annotations.models import Job
from annotations.services.job_runs import JobRun
from reviewers.models import Release
from reviewers.services.releases import release_build


class ReleaseJob:
    """What the job kind `release` does; its only parameter is the release's id."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Build the files; interrupted, it starts over."""
        release = Release.objects.select_related("project", "made_by").get(pk=run.params["release"])
        url = f"/api/v1/releases/{release.project.slug}/{release.version}/"
        release_build(
            release=release,
            fence=run.hold,
            finish=lambda: run.finish(result={"release": url}, result_url=url),
            on_progress=run.progress,
        )
        return None

    def failed(self, job: Job) -> None:
        """The release keeps its number and waits for another try."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


RELEASE = ReleaseJob()
