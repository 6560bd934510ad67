"""What an operation's example needs beyond the permission table's request: who asks, what lies there."""

from base64 import b32decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils import timezone

from annotations.models import Annotation, Job, SecondFactor
from annotations.services.assignments import queue_next
from models_service.models import EvaluationRow, ModelVersion, TrainingRun
from reviewers.models import Comment, Release, Thread
from reviewers.services.calibration.clips import gold_clip_add
from reviewers.services.calibration.qualification import qualification_start
from reviewers.services.releases import release_folder
from tests import work
from tests.api_schema import preparations
from tests.permissions.people import World
from tests.reviewers.calibration import clips

Known = dict[str, Any]
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - made for this


def nothing(world: World, known: Known) -> None:
    """The world as it is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`prepare` may change the world and what the path is filled with; `told` is shown for its namesakes."""

    prepare: Callable[[World, Known], None] = nothing
    body: Callable[[Known], Any] | None = None
    query: str = ""
    role: str | None = None
    whose: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def first_pass(world: World, known: Known) -> None:
    """The project asks for a first pass without suggestions."""
    world.project.suggestion_policy = "blind_first"
    world.project.save()


def in_state(status: str) -> Callable[[World, Known], None]:
    """The answer is in this state."""

    def prepare(world: World, known: Known) -> None:
        Annotation.objects.filter(pk=known["annotation_id"]).update(status=status)

    return prepare


def job_in(status: str, result: Any = None) -> Callable[[World, Known], None]:
    """The job has come to this state."""

    def prepare(world: World, known: Known) -> None:
        Job.objects.filter(pk=known["job_id"]).update(status=status, result=result)

    return prepare


def failed_row(world: World, known: Known) -> None:
    """The model took a fake clip for a real one, whose source the asker may know."""
    row = EvaluationRow.objects.get(pk=known["row_id"])
    row.pk, row.place, row.name, row.is_right = None, 1, "b#0", False
    row.video_id, row.predicted = known["video_id"], {"label": "REAL", "explanation": ""}
    row.save()


def release_done(world: World, known: Known) -> None:
    """The files of the release are there."""
    release = Release.objects.get(project=world.project)
    folder = release_folder(release)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "all_data.json").write_text("[]")
    release.manifest = {"files": {"all_data.json": {"sha256": "0" * 64, "bytes": 2}}, "counts": {}}
    release.finished_at = timezone.now()
    release.save()


def standardising(world: World, known: Known) -> None:
    """The project standardises explanations."""
    world.project.standardise_explanations = True
    world.project.save()


def authenticator_app(world: World, known: Known) -> None:
    """A second factor is being set up."""
    SecondFactor.objects.create(user=world.person("annotator"), secret=APP_SECRET)


def app_code(known: Known) -> dict[str, str]:
    """What the app shows now; SHA-1 is what such apps know."""
    codes = TOTP(b32decode(APP_SECRET), 6, SHA1(), 30)  # noqa: S303
    return {"code": codes.generate(int(timezone.now().timestamp())).decode()}


def video_with_gold(world: World, known: Known) -> None:
    """A free video with a whole gold answer."""
    known["video_id"] = work.queued_video(world.project).pk
    clips.gold_make(world.project.videos.get(pk=known["video_id"]), world.person("reviewer"))


def gold_clip(world: World, known: Known) -> None:
    """That video checks annotators."""
    video_with_gold(world, known)
    gold_clip_add(project=world.project, video_id=known["video_id"], actor=world.person("reviewer"))


def qualifying(world: World, known: Known) -> None:
    """The project asks for a round of one clip."""
    gold_clip(world, known)
    world.project.qualify_clips = 1
    world.project.save()


def qualified(world: World, known: Known) -> None:
    """The annotator has handed in the clip of the round."""
    qualifying(world, known)
    person = world.person("annotator")
    qualification_start(project=world.project, person=person)
    claim = queue_next(project=world.project, person=person)
    assert claim is not None
    known["annotation_id"] = clips.answer(claim, person).pk


def no_comment(world: World, known: Known) -> None:
    """Nothing was said in the thread yet."""
    Comment.objects.filter(thread=known["thread_id"]).delete()


def resolved(world: World, known: Known) -> None:
    """The thread is settled."""
    Thread.objects.filter(pk=known["thread_id"]).update(status="resolved")


def run_in(status: str) -> Callable[[World, Known], None]:
    """The training run's job is in this state."""

    def prepare(world: World, known: Known) -> None:
        params = {"run": str(known["run_id"])}
        job = Job.objects.create(kind="train", project=world.project, status=status, params=params)
        TrainingRun.objects.filter(pk=known["run_id"]).update(job=job)

    return prepare


def run_done(world: World, known: Known) -> None:
    """The training run has made a candidate."""
    run_in("done")(world, known)
    candidate = ModelVersion.objects.create(
        project=world.project, name="Base", backend="videollama3", version="2", folder="candidate"
    )
    TrainingRun.objects.filter(pk=known["run_id"]).update(candidate=candidate)


TRACKED = {
    "keyframes": [{"frame": 3, "left": 4, "top": 2, "width": 9, "height": 9}],
    "confidence": 0.91,
    "lost_at": None,
}

CODES = ["e2b04c48d6bd2611", "3b3b6205c2504520", "bc39e372021b6040"]
SECRET = "7XOTOSIUA5GWSS5GZPUPHIDBVDA3IXRG"  # noqa: S105 - of nobody
FACTOR = {
    "secret": SECRET,
    "uri": f"otpauth://totp/DeepTrace:admin?digits=6&secret={SECRET}&algorithm=SHA1&issuer=DeepTrace&period=30",
    "qr": [
        "111111101100010011110000011111111100101111111",
        "100000100000000010111000011100100101001000001",
        "101110101111110000101010100110100101001011101",
    ],
}

SCENES: dict[str, Scene] = {
    "me_second_factor_confirm_create": Scene(
        authenticator_app, app_code, role="annotator", told={"code": "456393", "recovery_codes": CODES}
    ),
    "me_second_factor_create": Scene(told=FACTOR),
    "annotations_feedback_retrieve": Scene(qualified, role="annotator", whose="others"),
    "annotations_lock_create": Scene(first_pass, whose="mine"),
    "annotations_reopen_create": Scene(in_state("accepted"), role="reviewer"),
    "annotations_track_retrieve": Scene(job_in("done", TRACKED), whose="mine"),
    "annotations_withdraw_create": Scene(in_state("submitted"), whose="mine"),
    "evaluations_create": Scene(release_done),
    "evaluations_failures_list": Scene(failed_row, role="admin"),
    "jobs_retry_create": Scene(job_in("failed")),
    "projects_explanations_propose_create": Scene(standardising),
    "projects_gold_clips_create": Scene(video_with_gold),
    "projects_gold_clips_destroy": Scene(gold_clip, role="reviewer", whose="others"),
    "projects_qualification_start_create": Scene(qualifying),
    "releases_file_retrieve": Scene(release_done),
    "system_jobs_list": Scene(preparations.failed_job, query="?status=failed"),
    "system_jobs_retry_create": Scene(preparations.failed_jobs),
    "system_retrieve": Scene(preparations.gpu_worker, told=preparations.SYSTEM),
    "threads_comments_create": Scene(no_comment),
    "threads_reopen_create": Scene(resolved),
    "tokens_create": Scene(told={"prefix": "dt_76AT-"}),
    "training_runs_create": Scene(release_done),
    "training_runs_cancel_create": Scene(run_in("queued")),
    "training_runs_discard_create": Scene(run_done),
    "training_runs_promote_create": Scene(run_done),
    "training_runs_resume_create": Scene(run_in("failed")),
    "uploads_complete_create": Scene(preparations.upload_whole),
    "uploads_create": Scene(body=lambda known: preparations.FILE),
    "uploads_destroy": Scene(preparations.upload_open),
    "uploads_links_create": Scene(preparations.upload_direct, settings={"MEDIA_BUCKET": preparations.BUCKET}),
    "uploads_list": Scene(preparations.upload_open),
    "uploads_parts_update": Scene(preparations.upload_awaited),
    "uploads_retrieve": Scene(preparations.upload_open),
}
