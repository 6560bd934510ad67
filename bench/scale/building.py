"""Build a release of the project `scale` in this process, and print what it took as JSON."""

import json
import resource
import tempfile
from pathlib import Path
from time import monotonic, process_time

import django
from django.conf import settings

TIMED = "traces.parquet"


def building_measure() -> dict[str, float]:
    """Place the splits and write the timed files; seconds, and the peak of this process in MB."""
    from annotations.models import Project  # noqa: PLC0415  # after Django's start
    from reviewers.releases.build import Recipe, ReleaseBuild  # noqa: PLC0415
    from reviewers.releases.formats import writing  # noqa: PLC0415
    from reviewers.releases.options import ReleaseOptions  # noqa: PLC0415
    from reviewers.services.splits import splits_place  # noqa: PLC0415

    writing.WRITERS = {TIMED: writing.WRITERS[TIMED]}
    project = Project.objects.get(slug="scale")
    splits_place(project=project, actor=None)
    recipe = Recipe(project, ReleaseOptions(), "scale/1", media_path=lambda video: None, secret="bench")  # noqa: S106
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        wall, cpu = monotonic(), process_time()
        with ReleaseBuild(Path(folder), recipe) as build:
            build.write()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"wall_s": monotonic() - wall, "cpu_s": process_time() - cpu, "peak_mb": peak}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(building_measure()))
