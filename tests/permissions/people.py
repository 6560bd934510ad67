"""Who asks and what about: one project with a person for each role, and the objects of each of them."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import (
    Annotation,
    AnnotationCopy,
    AnnotationRevision,
    ApiToken,
    Invitation,
    Job,
    PasswordReset,
    Project,
    Upload,
    User,
    Video,
)
from annotations.permissions import SCOPES
from annotations.services.queue import queue_entries_open
from annotations.tokens import token_digest
from models_service.models import (
    ActiveModel,
    Evaluation,
    EvaluationRow,
    ModelVersion,
    Reward,
    SuggestionArm,
    TrainingRun,
)
from reviewers.models import Comment, Gold, Release, StandardisedExplanation, Thread
from tests import factories, uploading, work
from tests.conftest import client_for
from tests.media import clip
from tests.models_service.fake import model_make, run_make

ROLES = ("anonymous", "outsider", "annotator", "reviewer", "researcher", "admin", "staff")
MEMBER_ROLES = ("annotator", "reviewer", "researcher", "admin")
LINK = "a-link-that-counts"


class World:
    """The project `demo`, its people, and what each example path is filled with.

    `outsider` holds every role in another project, which is empty. Lines about `mine` are asked by somebody
    who holds the role and also annotates, with one draft under way (`working`). `everybody` holds all roles
    and asks with tokens.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.sessions: dict[str, Any] = {}
        project.overlap = 2
        project.suggestion_policy = "shown"
        project.save()
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "outsider": self._member("outsider", *MEMBER_ROLES, project=factories.project_make("elsewhere")),
            "staff": factories.user_make("staff", is_staff=True),
            "everybody": self._member("everybody", *MEMBER_ROLES),
            "somebody": self._member("somebody", "annotator"),
        }
        for role in MEMBER_ROLES:
            self.people[role] = self._member(role, role)
            self.people[f"working-{role}"] = self._member(f"working-{role}", *{role, "annotator"})
        User.objects.update(password=make_password(factories.PASSWORD))
        self.people = {name: user and User.objects.get(pk=user.pk) for name, user in self.people.items()}
        self._tokens_make()
        self.shared = self._shared()
        self.others = self._objects_of("somebody", handed_in=True)
        self.mine = {
            role: self._objects_of(who, handed_in=False)
            for role, who in [*((r, f"working-{r}") for r in MEMBER_ROLES), ("everybody", "everybody")]
        }

    def person(self, name: str) -> User:
        """Somebody with an account."""
        found = self.people[name]
        assert found is not None
        return found

    def client(self, role: str, whose: str) -> APIClient:
        """A fresh browser of whoever asks in this role about what is theirs, or others'; one session each."""
        name = f"working-{role}" if whose == "mine" and role in MEMBER_ROLES else role
        if name not in self.sessions:
            self.sessions[name] = client_for(self.people[name]).cookies.get(settings.SESSION_COOKIE_NAME)
        client = APIClient()
        if self.sessions[name]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name].value
        return client

    def program(self, scope: str) -> APIClient:
        """A program of the person who holds every role, with a token of this one scope."""
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer dt_{scope}")
        return client

    def examples(self, role: str, whose: str) -> dict[str, Any]:
        """What the parameters of a path stand for."""
        return self.shared | (self.mine[role] if whose == "mine" else self.others)

    def secrets_in(self, body: bytes) -> bool:
        """Whether an answer names anything of the project."""
        told = [
            str(value) for value in {**self.shared, **self.others}.values() if isinstance(value, uuid.UUID)
        ]
        return any(word.encode() in body for word in (*told, "clip-of-", '"demo"'))

    def _tokens_make(self) -> None:
        person = self.person("everybody")
        for scope in SCOPES:
            told = {"digest": token_digest(f"dt_{scope}"), "prefix": f"dt_{scope}", "scopes": [scope]}
            ApiToken.objects.create(user=person, name=scope, **told)

    def _member(self, name: str, *roles: str, project: Project | None = None) -> User:
        return factories.member_make(project or self.project, factories.user_make(name), *roles)

    def _shared(self) -> dict[str, Any]:
        admin = self.person("admin")
        soon = timezone.now() + timedelta(days=1)
        invited = Invitation.objects.create(
            project=self.project,
            roles=["annotator"],
            digest=token_digest(LINK),
            created_by=admin,
            expires_at=soon,
        )
        PasswordReset.objects.create(
            user=self.person("somebody"), digest=token_digest(LINK), created_by=admin, expires_at=soon
        )
        kept = Job.objects.create(kind="import", project=self.project, created_by=admin)
        release = Release.objects.create(
            project=self.project, version=1, made_by=admin, job=kept, manifest={"files": {}}
        )
        base = ModelVersion.objects.create(
            project=self.project, name="Base", backend="videollama3", version="1", folder="base"
        )
        run = TrainingRun.objects.create(project=self.project, release=release, base=base)
        wording = StandardisedExplanation.objects.create(
            project=self.project,
            video=self._video("nobody"),
            trace=uuid.uuid4(),
            raw="it melts",
            raw_sha256="0" * 64,
            proposed="It melts.",
            model="rules",
        )
        evaluation = Evaluation.objects.create(
            project=self.project,
            release=release,
            created_by=admin,
            judge="people",
            finished_at=timezone.now(),
        )
        pair = {"truth": {"onset_frame": 1, "box": [1, 1, 9, 9], "explanation": "It melts."}}
        said = {"predicted": {"label": "FAKE", "explanation": "It bends."}, "is_right": True, "is_fake": True}
        rated = EvaluationRow.objects.create(
            evaluation=evaluation, place=0, name="a#0", video=wording.video, needs_judge=True, **pair, **said
        )
        example = self.project.categories.get(key="object_merging").example_clip
        example.parent.mkdir(parents=True)
        example.write_bytes(b"a clip")
        judging = model_make(self.project, backend="openai")
        ActiveModel.objects.create(project=self.project, model_version=judging)
        return {
            "slug": self.project.slug,
            "project": self.project.slug,
            "version": 1,
            "name": "all_data.json",
            "key": "object_merging",
            "frame": 0,
            "revision": 1,
            "import_id": kept.pk,
            "base_id": base.pk,
            "run_id": run.pk,
            "evaluation_id": evaluation.pk,
            "row_id": rated.pk,
            "explanation_id": wording.pk,
            "invitation_id": invited.pk,
            "model_id": model_make(self.project).pk,
            "upload_id": Upload.objects.create(
                project=self.project, created_by=admin, name="a.mp4", byte_size=9, part_bytes=9
            ).pk,
            "offset": 0,
            "suggestion_job_id": Job.objects.create(
                kind="suggest", project=self.project, created_by=admin
            ).pk,
        }

    def _objects_of(self, who: str, *, handed_in: bool) -> dict[str, Any]:
        """An answer (a draft under way unless handed in) and what belongs to it and to its annotator."""
        person = self.person(who)
        video = self._video(who)
        answer = work.complete(work.draft(self.project, person, video))
        if handed_in:
            Annotation.objects.filter(pk=answer.pk).update(status="submitted")
            Gold.objects.create(video=video, version=1, verdict="fake", rule="accepted", made_by=person)
        body = {"verdict": "fake", "note": "", "traces": []}
        copy = AnnotationCopy.objects.create(annotation=answer, base_revision=1, answer=body)
        AnnotationRevision.objects.create(
            annotation=answer, revision=1, status="submitted", answer=body, made_by=person
        )
        token = ApiToken.objects.create(user=person, name="own", digest=f"{person.pk:064}", scopes=["read"])
        followed = {"annotation": str(answer.pk), "trace": str(uuid.uuid4())}
        job = Job.objects.create(kind="track", project=self.project, created_by=person, params=followed)
        thread = Thread.objects.create(
            project=self.project, video=video, annotation=answer, annotator=person, opened_by=person
        )
        Comment.objects.create(thread=thread, number=1, author=person, text="Is this a trace?")
        suggestion = run_make(video, ModelVersion.objects.get(backend="motion"))
        SuggestionArm.objects.create(
            annotation=answer, policy="shown", share=0, withheld=False, offered_at=timezone.now()
        )
        reward = Reward.objects.create(
            project=self.project,
            video=video,
            sha256=video.sha256,
            model_version=suggestion.run.model_version,
            asked_by=person,
        )
        return {
            "reward_id": reward.pk,
            "suggestion_id": suggestion.pk,
            "thread_id": thread.pk,
            "video_id": video.pk,
            "annotation_id": answer.pk,
            "copy_id": copy.pk,
            "assignment_id": answer.assignment_id,
            "token_id": token.pk,
            "job_id": job.pk,
            "user_id": person.pk,
        }

    def _video(self, who: str) -> Video:
        if who != "somebody":
            return work.queued_video(self.project, video_id=f"clip-of-{who}")
        video = uploading.ready_video(self.project, clip("fps_24"), video_id="clip-of-somebody")
        queue_entries_open(video=video)
        return video
