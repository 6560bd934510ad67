"""Agreement under a filter and the dashboard, as the browser asks for them: `python -m bench filtered`.

Three answers on each of 6,636 videos from seven sources, so that a source leaves about 1,000 videos. Times
are processor time of one thread, in the process that answers.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.table import Row, report

VIDEOS, SOURCE, TRIES = 6636, "Sora", 7
FILTERED_S = 0.3


def main() -> int:
    """Fill a project, let the job compute what is kept, then ask."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DEEPTRACE_DATA": folder, "DATABASE_URL": "", "OMP_NUM_THREADS": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "deeptrace_site.settings"
        import django  # noqa: PLC0415

        django.setup()
        get, pairs_s = site_filled()
        rows = [Row("filtered", f"the job's overlaps and weeks, {VIDEOS} videos x 3", f"{pairs_s:.1f} s")]
        rows += answered(get)
    report(rows)
    return int(any(row.holds is False for row in rows))


def site_filled() -> tuple[Callable[..., Any], float]:
    """A reviewer's GET, and how long the job's part took, texts and intervals aside."""
    from django.core.management import call_command  # noqa: PLC0415
    from rest_framework.test import APIClient  # noqa: PLC0415

    from annotations.models import Membership  # noqa: PLC0415
    from reviewers.selectors.agreement import AgreementFilter, answers_chosen  # noqa: PLC0415
    from reviewers.services.agreement import answers_take_in, pairs_compute  # noqa: PLC0415
    from reviewers.services.stats.weeks import agreement_weeks  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.reviewers.stats.busy import busy_project_fill  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    project = factories.project_make("bench")
    busy_project_fill(project, videos=VIDEOS, waiting=0)
    begun = time.process_time()
    answers_take_in(project=project)
    pairs_compute(project=project, pairs=answers_chosen(project=project, chosen=AgreementFilter()).missing())
    agreement_weeks(project=project, without=())
    took = time.process_time() - begun
    client = APIClient(HTTP_HOST="127.0.0.1")
    reviewer = Membership.objects.filter(project=project, role="reviewer").select_related("user")[0].user
    client.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")

    def get(path: str, **query: str) -> Any:
        response = client.get(f"/api/v1/projects/bench/{path}", query)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return response.json()

    return get, took


def answered(get: Callable[..., Any]) -> list[Row]:
    """The filter that is moved, and the dashboard."""
    videos = get("agreement/", source=SOURCE)["coverage"]["videos"]
    again = statistics.median(seconds(lambda: get("agreement/", source=SOURCE)) for _ in range(TRIES))
    category = {"source": SOURCE, "category": "object_merging"}
    narrow = statistics.median(seconds(lambda: get("agreement/", **category)) for _ in range(TRIES))
    first, later = (seconds(lambda: get("stats/")) for _ in range(2))
    return [
        row(f"values under a filter, {videos} videos x 3, by REST", again, FILTERED_S),
        row("the same of one category", narrow, FILTERED_S),
        row(f"dashboard of {3 * VIDEOS} answers, first", first, None),
        row("dashboard again", later, None),
    ]


def seconds(work: Callable[[], Any]) -> float:
    """Processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def row(measure: str, took: float, most: float | None) -> Row:
    target = f"< {most * 1000:.0f} ms" if most else ""
    return Row("filtered", measure, f"{took * 1000:.0f} ms", target, took < most if most else None)


if __name__ == "__main__":
    sys.exit(main())
