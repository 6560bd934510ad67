"""The job that fills the demo project, clip by clip, while people look at it."""

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from annotations.models import Job, Project, User, Video
from annotations.services.job_runs import JobRun, job_execute
from annotations.services.video_files import incoming_copy
from annotations.services.videos import video_create
from deeptrace_site.demo.clips import clips_available
from deeptrace_site.demo.material import clip_render, media_folder, real_clips_fetch
from deeptrace_site.demo.plan import DemoClip
from deeptrace_site.demo.stories import STORIES, release_make, story_tell

KIND = "demo"


class DemoJob:
    """What the job kind `demo` does; interrupted, it goes on with the clips that are missing."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Make the clips and the finished work; the real clips come last, since they have to be fetched."""
        project = run.job.project
        if project is None:
            raise ValueError("the demo needs its project")
        clips = clips_available(media_folder())
        done = self._make(run, project, clips, 0)
        if not run.params["offline"] and real_clips_fetch():
            more = [clip for clip in clips_available(media_folder()) if clip not in clips]
            done = self._make(run, project, more, done)
        examples_make(project=project, on_progress=run.progress)
        return {"clips": done}

    def failed(self, job: Job) -> None:
        """What was made stays."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""

    def _make(self, run: JobRun, project: Project, clips: list[DemoClip], done: int) -> int:
        for number, clip in enumerate(clips, start=done + 1):
            run.progress((number - 1) / (done + len(clips)), f"making the clip {clip.name}")
            clip_make(clip=clip, project=project)
            for story in STORIES:
                if story.clip == clip.name:
                    story_tell(story=story, project=project)
        release_make(project=project)
        return done + len(clips)


DEMO = DemoJob()


def examples_make(*, project: Project, on_progress: Callable[[float, str], None]) -> None:
    """deeptrace_site.demo.examples.examples_make, which takes numpy and scipy."""
    module = import_module("deeptrace_site.demo.examples")
    module.examples_make(project=project, on_progress=on_progress)


def clip_make(*, clip: DemoClip, project: Project) -> None:
    """Render a clip and take it in, unless the project has it; it is ready when this returns."""
    if Video.objects.filter(project=project, video_id=clip.name).exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{clip.name}.mp4"
        clip_render(clip.name, path)
        incoming = incoming_copy(path)
    fields = {
        "video_id": clip.name,
        "kind": clip.kind,
        "source": clip.source,
        "prompt": clip.prompt,
        "licence": clip.licence,
        "group": clip.group,
    }
    admin = User.objects.get(username="admin")
    _, job = video_create(project=project, actor=admin, incoming=incoming, fields=fields)
    job_execute(job_id=job.pk)
