"""A model's whole life on the platform, while the worker that runs it is killed in mid-run, once or twice.

It runs in a process of its own (RUN is the program), because workers must see its database; the environment
says which database, broker and model root. People act over REST. It prints what is in the rows at the end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Event, Job, User, Video
from models_service.models import AgreementCheck, Reward, Suggestion, SuggestionRun, TrainingRun
from models_service.selectors.presence import gpu_served
from models_service.services.rewarding.asking import rewards_folder
from models_service.services.training.preparing import run_folder
from models_service.training.config import RunFolder
from models_service.training.progress import steps_read
from tests import factories, work
from tests.media import clip
from tests.models_service.training.learning import scene_clip
from tests.models_service.training.releases import SPLITS, judged

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 480.0
LOOK_EVERY_S = 0.02
SAMPLING = {"fps": 1, "visual_budget": 80, "max_traces": 1}
STEPS, SAVED_EVERY, KILLED_AFTER_STEP = 6, 2, 3
SETTINGS = {
    **{"max_steps": STEPS, "save_steps": SAVED_EVERY, "sample_count": 1},
    **{"batch_size": 2, "fps": 1.0, "visual_budget": 80, "learning_rate": 5e-3},
}
RUN = """
import json, sys, django
django.setup()
from tests.production.gpu_story import story
print(json.dumps(story(int(sys.argv[1]), sys.argv[2:])))
"""
_clock = threading.Event()  # never set: waiting for it is how time passes
_deadline = monotonic() + DEADLINE_S
T = TypeVar("T")


def story(deaths: int, gpu_command: list[str]) -> dict[str, Any]:
    """Suggest, check, reward, train, evaluate, promote; `gpu_command` starts the worker with the model.

    Of two deaths the first is while it suggests; the last, or the only one, is while it trains.
    """
    call_command("migrate", verbosity=0)
    told = Story(gpu_command)
    with worker([*gpu_command[: gpu_command.index("--queues")], *DEFAULT]):
        told.videos_come()
        job_id = told.suggestions_die() if deaths > 1 else None
        told.suggest(job_id)
        told.train()
        return told.rows()


DEFAULT = ["--concurrency", "1", "--pool", "solo", "--loglevel", "WARNING"]


class Story:
    """Its people, and what they remember of it."""

    def __init__(self, gpu_command: list[str]) -> None:
        self.gpu_command = gpu_command
        self.project = factories.project_make("demo", overlap=2)
        self.ada, self.alice, self.rita = (
            self._person(name, role)
            for name, role in (("ada", "admin"), ("alice", "annotator"), ("rita", "researcher"))
        )
        self.admin, self.researcher = client(self.ada), client(self.rita)
        self.videos: dict[str, str] = {}
        self.facts: dict[str, Any] = {}

    def videos_come(self) -> None:
        """Uploaded over REST, read by the other worker; judged; a release of them; a model to begin with."""
        for name, split in SPLITS.items():
            file = SimpleUploadedFile(f"{name}.mp4", scene_clip(name).read_bytes(), "video/mp4")
            about = {"video_id": name, "kind": name.partition("-")[0], "split": split}
            body = {"project": "demo", "file": file, **about}
            self.videos[name] = sent(self.admin, "videos/", body, format="multipart")["id"]
        until(lambda: Video.objects.filter(status="ready").count() == len(SPLITS), "the clips to be read")
        for video in Video.objects.all():
            judged(self.project, video, self.ada, video.kind)
        release = sent(self.admin, "releases/", {"project": "demo"})
        self.job_done(release["job"]["id"])
        asked = {"name": "Tiny", "backend": "videollama3", "folder": "video_llama_3", "sampling": SAMPLING}
        self.model = sent(self.admin, "models/", {"project": "demo", **asked})["id"]
        sent(self.admin, f"models/{self.model}/activate/", {"project": "demo"})

    def suggestions_die(self) -> Any:
        """Ask about all videos; the worker dies while it writes down the third answer of four."""
        with worker(self.gpu_command) as kill:
            self.until_served()
            third = list(Video.objects.order_by("created_at", "id"))[2]
            with transaction.atomic():
                Video.objects.select_for_update().get(pk=third.pk)
                # Sent from another connection, since this one holds the row until the worker is dead.
                job_id = self.in_another_connection(self.suggestions_asked)
                until(lambda: SuggestionRun.objects.count() == 2, "two of four answers")
                kill()
        self.facts["answers_when_killed"] = SuggestionRun.objects.count()
        lease_ends(job_id)
        return job_id

    def suggestions_asked(self) -> Any:
        """The job that asks about all videos."""
        asked = {"project": "demo", "query": {}, "model": self.model}
        return sent(self.admin, "suggestion-jobs/", asked)["id"]

    def suggest(self, job_id: Any) -> None:
        """A worker ends the job, or does it from the start; it goes on until it dies while it trains."""
        with worker(self.gpu_command):
            self.until_served()
            self.facts["suggested"] = self.job_done(job_id or self.suggestions_asked()).result
            self.check_and_reward()
            self.training_begins()

    def check_and_reward(self) -> None:
        """An answer is handed in and checked; a known video and an upload are scored."""
        answer = work.complete(work.draft(self.project, self.alice, Video.objects.get(video_id="fake-1")))
        path = f"annotations/{answer.pk}/submit/"
        sent(client(self.alice), path, None, headers={"If-Match": f'"{answer.revision}"'})
        until(lambda: AgreementCheck.objects.filter(state="done").count() == 1, "the check of the answer")
        self.facts["check_parts"] = sorted(AgreementCheck.objects.get().parts)
        known = sent(self.researcher, "rewards/", {"video": self.videos["fake-2"]})
        file = SimpleUploadedFile("clip.mp4", clip("fps_25").read_bytes(), "video/mp4")
        upload = sent(self.researcher, "rewards/", {"project": "demo", "file": file}, format="multipart")
        self.facts["rewards"] = [each["reward"] for each in (known, upload)]
        self.facts["reward_models"] = [each["model_version"] == self.model for each in (known, upload)]

    def training_begins(self) -> None:
        """Start a run; the worker dies when a checkpoint and a step beyond it are there."""
        asked = {"project": "demo", "release": 1, "base": self.model, "method": "lora", "settings": SETTINGS}
        self.run_id = sent(self.admin, "training-runs/", asked)["id"]
        folder = self.folder()
        until(lambda: len(steps_read(folder)) >= KILLED_AFTER_STEP, "three steps of training")

    def train(self) -> None:
        """The worker is dead by now; nothing of it trains on; another one ends what it began."""
        folder, job = self.folder(), TrainingRun.objects.get().job
        assert job is not None
        until(lambda: not trainers(folder), "the trainer to end with its worker")
        before = steps_read(folder)
        lease_ends(job.pk)
        with worker(self.gpu_command):
            self.job_done(job.pk)
            after = steps_read(folder)
            self.facts["steps"] = [row["step"] for row in after]
            self.facts["kept_steps"] = [row for row in before if row in after]
            self.facts["losses"] = [[row["loss"] for row in rows[: len(before)]] for rows in (before, after)]
            self.evaluate_and_promote()

    def evaluate_and_promote(self) -> None:
        """The candidate answers the test split again, is promoted, and is what speaks from then on."""
        run = f"training-runs/{self.run_id}/"
        told = got(self.admin, run)
        body = {"project": "demo", "release": 1, "splits": ["test"], "model": told["model"]}
        evaluation = sent(self.admin, "evaluations/", body)
        self.job_done(evaluation["job"]["id"])
        measured = got(self.admin, f"evaluations/{evaluation['id']}/")
        same = ("accuracy", "bbox_iou", "time_distance")
        values = [
            {name: metrics[name]["value"] for name in same}
            for metrics in (measured["metrics"], told["metrics"]["candidate"]["test"]["metrics"])
        ]
        self.facts["evaluated"] = values
        self.facts["candidate_card"] = got(self.admin, f"models/{told['model']}/")["card"]
        sent(self.admin, f"{run}promote/", None)
        job = sent(self.admin, "suggestion-jobs/", {"project": "demo", "videos": [self.videos["fake-2"]]})
        self.job_done(job["id"])
        reward = sent(self.researcher, "rewards/", {"video": self.videos["fake-2"]})
        newest = SuggestionRun.objects.get(job=job["id"])
        self.facts["promoted_speaks"] = [
            each == told["model"] for each in (str(newest.model_version_id), reward["model_version"])
        ]

    def rows(self) -> dict[str, Any]:
        """What must have happened once, counted."""
        ended = Event.objects.filter(action__in=["job.done", "job.failed"]).values_list(
            "subject_id", flat=True
        )
        looks = SuggestionRun.objects.values_list("video", "model_version")
        marks = Suggestion.objects.values_list("run", "position")
        folder = self.folder()
        return {
            **self.facts,
            "jobs": sorted(Job.objects.values_list("kind", "status", "attempts")),
            "ended_twice": doubled(ended),
            "doubled": [
                pair for rows in (looks, marks) for pair, times in Counter(rows).items() if times > 1
            ],
            "looks": looks.count(),
            "rewards_kept": Reward.objects.exclude(p_fake=None).count(),
            "rewards_waiting": len(list(rewards_folder().iterdir())),
            "checks": AgreementCheck.objects.count(),
            "candidates": TrainingRun.objects.get().base.derived.count(),
            "checkpoints": sorted(path.name for path in folder.checkpoints.iterdir()),
            "trainers": trainers(folder),
        }

    def folder(self) -> RunFolder:
        """Where the run trains."""
        return run_folder(TrainingRun.objects.get(pk=self.run_id))

    def job_done(self, job_id: Any) -> Job:
        """Wait until the job has ended well."""
        ended = ("done", "failed", "cancelled")
        until(lambda: Job.objects.filter(pk=job_id, status__in=ended).exists(), f"job {job_id}")
        job = Job.objects.get(pk=job_id)
        assert job.status == "done", (job.kind, job.error_code, job.error_detail)
        return job

    def until_served(self) -> None:
        """Wait until the worker of models has said that it is there."""
        until(gpu_served, "a GPU worker")

    def in_another_connection(self, act: Callable[[], T]) -> T:
        """What `act` gives; it has its own connection, and commits."""
        found: list[T] = []
        thread = threading.Thread(target=lambda: found.append(act()))
        thread.start()
        thread.join()
        return found[0]

    def _person(self, name: str, role: str) -> User:
        return factories.member_make(self.project, factories.user_make(name), role)


@contextmanager
def worker(command: list[str]) -> Iterator[Callable[[], None]]:
    """A worker; it ends by `kill -9`, with its whole group, at the latest with the block."""
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=sys.stderr)

    def kill() -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    with ExitStack() as stack:
        stack.callback(kill)
        yield kill


def lease_ends(job_id: Any) -> None:
    """The lease of a dead worker runs out: here at once, else after half a minute."""
    held = Job.objects.filter(pk=job_id, status="running")
    assert held.update(lease_until=timezone.now() - timedelta(seconds=1)) == 1


def doubled(rows: Iterable[Any]) -> list[str]:
    """What is there more than once."""
    return [str(row) for row, times in Counter(rows).items() if times > 1]


def trainers(folder: RunFolder) -> list[str]:
    """The programs that work in the run's folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder.path) in path.read_text():
                found.append(path.parent.name)
        except OSError:  # it ended meanwhile
            continue
    return found


def until(found: Callable[[], T], what: str) -> T:
    """Wait for something true."""
    while not (value := found()):
        if monotonic() > _deadline:
            raise TimeoutError(f"waited in vain for {what}")
        _clock.wait(LOOK_EVERY_S)
    return value


def client(user: User) -> APIClient:
    """Signed in."""
    made = APIClient(SERVER_NAME="localhost")
    made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def sent(who: APIClient, path: str, body: Any, **options: Any) -> Any:
    """The JSON that a POST is answered with."""
    answer = who.post(f"/api/v1/{path}", body, **options)
    assert answer.status_code < 300, (path, answer.status_code, answer.content.decode())
    return answer.json()


def got(who: APIClient, path: str) -> Any:
    """The JSON at an address."""
    answer = who.get(f"/api/v1/{path}")
    assert answer.status_code == 200, (path, answer.content.decode())
    return answer.json()
