"""The kinds of jobs that are killed in tests: how one more is queued, and what became of all of them."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotations import tasks
from annotations.models import Event, FrameTableRecord, Job, QueueEntry, Video
from annotations.services.job_runs import job_execute
from annotations.services.projects import project_create
from annotations.services.video_files import incoming_copy, video_folder
from annotations.services.videos import video_create
from models_service.models import Evaluation, EvaluationRow, ModelVersion, Suggestion, SuggestionRun
from models_service.services.evaluations.making import EvaluationWish, UploadedLines, evaluation_create
from models_service.services.suggesting.requests import look_job_create
from reviewers.models import Release
from reviewers.releases.options import ReleaseOptions
from reviewers.services.releases import release_create, release_folder, release_name
from tests import factories
from tests.media import ClipSpec, clip
from tests.models_service.evaluation.making import line
from tests.models_service.training.releases import judged
from tests.uploading import ready_video

LOOKED_AT, RELEASED = 3, 12
BUILT = ("all_data.json", "traces.jsonl")


class Kinds:
    """Makes jobs of four kinds; what `fates` tells of each is the same whatever was killed."""

    def __init__(self) -> None:
        self.site = project_create(actor=None, slug="demo", name="Demo", overlap=2)
        self.judged = factories.project_make("judged")
        self.ada = factories.member_make(self.judged, factories.user_make("ada"), "admin")
        self.motion = ModelVersion.objects.get(backend="motion")
        self._videos: list[Video] = []
        self._made = 0

    def more(self, kind: str, publish: Callable[[Job], None] = tasks.job_publish) -> Job:
        """Queue one more job of this kind."""
        self._made += 1
        job: Job = getattr(self, f"_{kind}")()
        publish(job)
        return job

    def undisturbed(self, kind: str) -> Any:
        """Do one here and now; what became of it."""
        if kind in ("release", "evaluate") and not self.judged.videos.exists():
            self._gold_make()
        job = self.more(kind, publish=lambda _: None)
        assert job_execute(job_id=job.pk)
        return self.fate(job)

    def fate(self, job: Job) -> dict[str, Any]:
        """What became of a job, without what differs between jobs of its kind; `attempts` apart."""
        job.refresh_from_db()
        ends = Event.objects.filter(action="job.done", subject_id=str(job.pk)).count()
        return {"status": job.status, "ended": ends, **getattr(self, f"_{job.kind}_fate")(job)}

    def _ingest(self) -> Job:
        copy = incoming_copy(clip("killed", ClipSpec(frames=96, size=(320, 180))))
        with copy.path.open("ab") as stream:  # a box that players skip makes each file another one
            stream.write((16).to_bytes(4, "big") + b"free" + self._made.to_bytes(8, "big"))
        incoming = incoming_copy(copy.path)
        copy.path.unlink()
        fields = {"video_id": f"clip-{self._made}"}
        return video_create(project=self.site, actor=None, incoming=incoming, fields=fields)[1]

    def _ingest_fate(self, job: Job) -> dict[str, Any]:
        video = Video.objects.get(pk=job.params["video"])
        return {
            "video": video.status,
            "made_ready": Event.objects.filter(action="video.ready", subject_id=str(video.pk)).count(),
            "tables": FrameTableRecord.objects.filter(video=video).count(),
            "slots": QueueEntry.objects.filter(video=video).count(),
            "files": sorted(path.name for path in video_folder(video).iterdir()),
        }

    def _suggest(self) -> Job:
        """Three clips, asked about in a way of their own, which this model does not mind."""
        names = [("fps_24", "a"), ("fps_25", "b"), ("fps_30", "c")][:LOOKED_AT]
        self._videos = self._videos or [ready_video(self.site, clip(name), video_id=v) for name, v in names]
        ids = [video.pk for video in self._videos]
        asked = {"seed": self._made}
        return look_job_create(
            project=self.site, actor=None, videos=ids, model=self.motion, options=asked, queue="default"
        )

    def _suggest_fate(self, job: Job) -> dict[str, Any]:
        runs = SuggestionRun.objects.filter(options__seed=job.params["options"]["seed"])
        facts = ("run__video__video_id", "position", "onset_frame", "offset_frame", "keyframes")
        result = job.result or {}
        return {
            "looked_at": sorted(runs.values_list("video__video_id", flat=True)),
            "answered": result["made"] + result["reused"] + len(result["failed"]),
            "said": list(Suggestion.objects.filter(run__in=runs).order_by(*facts[:2]).values_list(*facts)),
        }

    def _release(self) -> Job:
        options = ReleaseOptions(allow_leaks=True)
        return release_create(project=self.judged, actor=self.ada, options=options)[1]

    def _release_fate(self, job: Job) -> dict[str, Any]:
        release = Release.objects.get(pk=job.params["release"])
        folder = release_folder(release)
        return {
            "built": Event.objects.filter(action="release.built", subject_id=str(release.pk)).count(),
            "files": sorted(path.name for path in folder.iterdir()),
            "besides": [path.name for path in folder.parent.iterdir() if not path.name.isdigit()],
            "bytes": [_sha256_but_name(folder / name, release_name(release)) for name in BUILT],
        }

    def _evaluate(self) -> Job:
        videos = self.judged.videos.order_by("video_id")
        bodies = [line(video.video_id, ("FAKE", "REAL")[place % 2]) for place, video in enumerate(videos)]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
            file.write("\n".join(json.dumps(body) for body in bodies))
        lines = UploadedLines(Path(file.name), sha256="0" * 64)
        release = Release.objects.filter(finished_at__isnull=False).earliest("version")
        return evaluation_create(actor=self.ada, wish=EvaluationWish(release=release, lines=lines))[1]

    def _evaluate_fate(self, job: Job) -> dict[str, Any]:
        evaluation = Evaluation.objects.get(job=job)
        rows = EvaluationRow.objects.filter(evaluation=evaluation).order_by("place")
        return {"metrics": evaluation.metrics, "rows": list(rows.values_list("place", "name", "is_right"))}

    def _gold_make(self) -> None:
        for number in range(RELEASED):
            kind = ("fake", "real")[number % 2]
            video = factories.video_make(self.judged, video_id=f"v-{number}", kind=kind, metadata_only=True)
            judged(self.judged, video, self.ada, kind)
        release = self.more("release", publish=lambda _: None)
        assert job_execute(job_id=release.pk)


def _sha256_but_name(path: Path, name: str) -> str:
    """The digest of a release's file without the one thing that differs: its own name."""
    return hashlib.sha256(path.read_bytes().replace(f'"{name}"'.encode(), b'"x"')).hexdigest()
