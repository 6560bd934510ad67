"""People at work in any order: a model of what each request must answer, and what must hold after each."""

import shutil
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rest_framework.test import APIClient

from annotations.services.job_runs import job_execute
from tests import factories, work
from tests.conftest import client_for
from tests.stateful.records import (
    annotations_now,
    events_now,
    gold_now,
    holders_twice,
    release_hashes,
    slots_over,
    standings_now,
    standings_settle,
)

ROLES = {
    "alice": ("annotator",),
    "anna": ("annotator",),
    "both": ("annotator", "reviewer"),
    "bob": ("reviewer",),
    "rita": ("researcher",),
}
OVERLAP = 2
NOTHING = "unanswered"
VIDEOS = 2
ANNOTATORS = st.sampled_from(["alice", "anna", "both"])
REVIEWERS = st.sampled_from(["bob", "both"])
REASON = {"reasons": ["other"], "text": "Look again."}
# (state, action) -> the state after it; design.md section 2. Nothing else changes an answer.
TABLE = {
    ("draft", "put"): "draft",
    ("returned", "put"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
    ("accepted", "reopen"): "returned",
}


@dataclass
class Answer:
    """What the model knows of an answer."""

    id: str
    person: str
    video: str
    status: str = "draft"
    revision: int = 0
    is_held: bool = True


class LifeOfAnswers(RuleBasedStateMachine):
    """Claim, save, submit, withdraw, judge, adjudicate, revert and release, in any order."""

    @initialize()
    def begin(self) -> None:
        """A project of two videos with two slots each."""
        self.undo = transaction.atomic()
        self.undo.__enter__()
        shutil.rmtree(settings.DATA_DIR / "releases", ignore_errors=True)
        self.project = factories.project_make("life", overlap=OVERLAP)
        self.clients: dict[str, APIClient] = {}
        for name, roles in ROLES.items():
            person = factories.member_make(self.project, factories.user_make(name), *roles)
            self.clients[name] = client_for(person)
        self.videos = [str(work.queued_video(self.project).pk) for _ in range(VIDEOS)]
        self.answers: dict[str, Answer] = {}
        self.gold = dict.fromkeys(self.videos, 0)
        self.seen_gold: dict[Any, Any] = {}
        self.seen_files: dict[str, str] = {}
        self.seen_events: list[int] = []
        self.reacted_to = 0
        self.seen_revisions: dict[str, int] = {}

    def teardown(self) -> None:
        """Undo everything."""
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # what people do

    @rule(who=ANNOTATORS)
    def claim(self, who: str) -> None:
        """The queue gives one's own unfinished work again, else a video that has room for one more."""
        response = self.clients[who].post("/api/v1/queue/next/", {"project": "life"})
        assert response.status_code in (200, 204), response.content
        if response.status_code == 204:
            return
        given = response.json()["annotation"]
        answer = self.answers.setdefault(given["id"], Answer(given["id"], who, given["video"]))
        assert (answer.person, answer.video) == (who, given["video"])
        assert (given["status"], given["revision"]) == (answer.status, answer.revision)
        assert answer.status in ("draft", "returned")
        answer.is_held = True

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), traces=st.integers(0, 2))
    def save(self, data: st.DataObject, traces: int) -> None:
        """The whole answer, at its revision."""
        answer = self.some_answer(data)
        body = {
            "verdict": "fake" if traces else "real",
            "note": "",
            "traces": [factories.trace_body() for _ in range(traces)],
        }
        self.act(answer, answer.person, "put", body)

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def save_from_an_old_tab(self, data: st.DataObject) -> None:
        """A revision that is not the present one is refused and changes nothing."""
        answer = self.some_answer(data)
        before = annotations_now()
        response = self.request(answer, answer.person, "put", {"verdict": None, "note": "", "traces": []}, 1)
        assert response.status_code in (409, 412)
        assert annotations_now() == before

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), action=st.sampled_from(["submit", "withdraw"]))
    def hand_in_or_take_back(self, data: st.DataObject, action: str) -> None:
        """Both only by the annotator."""
        answer = self.some_answer(data)
        self.act(answer, answer.person, action)

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), who=REVIEWERS, action=st.sampled_from(["accept", "return", "reopen"]))
    def judge(self, data: st.DataObject, who: str, action: str) -> None:
        """Never one's own."""
        answer = self.some_answer(data)
        if answer.person != who:
            self.act(answer, who, action, REASON if action != "accept" else None)
            return
        response = self.request(answer, who, action, REASON)
        assert response.status_code == 403

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """Somebody else may have the slot; what was drawn stays."""
        answer = self.some_answer(data)
        assignment = annotations_now()[answer.id]["assignment"]
        response = self.clients[answer.person].post(f"/api/v1/assignments/{assignment}/release/")
        if response.status_code == 204:
            assert answer.status in ("draft", "returned")
            answer.is_held = False

    @rule(data=st.data(), who=REVIEWERS, is_stale=st.booleans())
    def adjudicate(self, data: st.DataObject, who: str, is_stale: bool) -> None:
        """Gold gets a version and no annotation changes."""
        video = data.draw(st.sampled_from(self.videos))
        trace = factories.trace_body(sources=[])
        body = {
            "verdict": "fake",
            "traces": [{k: trace[k] for k in trace if k not in ("id", "origin", "suggestion")}],
        }
        self.change_gold(video, who, "put", f"/api/v1/videos/{video}/gold/", body, is_stale)

    @rule(data=st.data(), who=REVIEWERS)
    def revert(self, data: st.DataObject, who: str) -> None:
        """An earlier version counts again, as a new one."""
        video = data.draw(st.sampled_from(self.videos))
        if self.gold[video]:
            body = {"to_version": data.draw(st.integers(1, self.gold[video]))}
            self.change_gold(video, who, "post", f"/api/v1/videos/{video}/gold/revert/", body, False)

    @rule()
    def release(self) -> None:
        """A release takes gold as it is and changes no answer."""
        before = (annotations_now(), gold_now())
        response = self.clients["rita"].post("/api/v1/releases/", {"project": "life"})
        assert response.status_code == 202, response.content
        job_execute(job_id=UUID(response.json()["job"]["id"]))
        assert (annotations_now(), gold_now()) == before

    # what must hold

    @invariant()
    def gold_only_grows(self) -> None:
        """A version that was seen stays as it was."""
        now = gold_now()
        assert {key: now.get(key) for key in self.seen_gold} == self.seen_gold
        self.seen_gold = now
        for video, version in self.gold.items():
            assert max((n for of, n in now if of == video), default=0) == version

    @invariant()
    def answers_are_as_told(self) -> None:
        """Each answer is where its people brought it; its revision never falls."""
        for key, row in annotations_now().items():
            assert row["revision"] >= self.seen_revisions.get(key, 0)
            self.seen_revisions[key] = row["revision"]
            answer = self.answers[key]
            assert (row["status"], row["revision"]) == (answer.status, answer.revision)

    @invariant()
    def standings_follow(self) -> None:
        """Gold, else an answer that is there to be judged, else nothing."""
        self.reacted_to = standings_settle(self.reacted_to)
        judgeable = {a.video for a in self.answers.values() if a.status != "draft"}
        for video, standing in standings_now().items():
            assert standing == ("gold" if self.gold[video] else "answered" if video in judgeable else NOTHING)

    @invariant()
    def slots_have_one_holder(self) -> None:
        """No more people at a video than it asks for, and nobody twice."""
        assert holders_twice() == []
        assert slots_over(OVERLAP) == []

    @invariant()
    def releases_never_change(self) -> None:
        """A file that was there has the same bytes."""
        now = release_hashes()
        assert {name: now.get(name) for name in self.seen_files} == self.seen_files
        self.seen_files = now

    @invariant()
    def events_only_grow(self) -> None:
        """What was recorded stays recorded."""
        now = events_now()
        assert now[: len(self.seen_events)] == self.seen_events
        self.seen_events = now

    @invariant()
    def work_under_way_is_blind(self) -> None:
        """Whoever has still to hand in reads nobody else's answer nor gold of that video."""
        for answer in self.answers.values():
            if answer.status in ("draft", "returned") and answer.is_held:
                client = self.clients[answer.person]
                for tail in ("panel", "gold"):
                    assert client.get(f"/api/v1/videos/{answer.video}/{tail}/").status_code == 403
                for other in self.answers.values():
                    if other.video == answer.video and other.person != answer.person:
                        assert client.get(f"/api/v1/annotations/{other.id}/").status_code == 404

    # how

    def some_answer(self, data: st.DataObject) -> Answer:
        """Any of those that exist, in the order in which they began."""
        return self.answers[data.draw(st.sampled_from(list(self.answers)))]

    def request(self, answer: Answer, who: str, action: str, body: Any = None, off: int = 0) -> Any:
        """The action at the answer's revision, or `off` it."""
        path = f"/api/v1/annotations/{answer.id}/"
        headers = {"If-Match": f'"{answer.revision + off}"'}
        if action == "put":
            return self.clients[who].put(path, body, headers=headers)
        return self.clients[who].post(f"{path}{action}/", body, headers=headers)

    def act(self, answer: Answer, who: str, action: str, body: Any = None) -> None:
        """Do it; it must work just where the table says, and count one revision and an event then."""
        before, events = annotations_now(), len(events_now())
        response = self.request(answer, who, action, body)
        status = response.status_code
        after = TABLE.get((answer.status, action))
        if who == answer.person and not answer.is_held and answer.status in ("draft", "returned"):
            after = None
        if status == 200:
            assert after is not None, (answer, action)
            answer.status, answer.revision = after, answer.revision + 1
            assert len(events_now()) > events or action == "put"
            return
        refused = (403, 404, 409) if who != answer.person else (409, 422)
        assert status in refused, (status, answer, action)
        assert annotations_now() == before
        assert after is None or status == 422 or not self.may_see(who, answer), (status, answer, action)

    def may_see(self, who: str, answer: Answer) -> bool:
        """Somebody who works on the video themselves may not."""
        return not any(
            own.person == who and own.video == answer.video and own.status in ("draft", "returned")
            for own in self.answers.values()
        )

    def change_gold(self, video: str, who: str, method: str, path: str, body: Any, is_stale: bool) -> None:
        """Write gold; refused where one's own answer is about the same video, and where it is stale."""
        before = annotations_now()
        version = self.gold[video] + is_stale
        response = getattr(self.clients[who], method)(path, body, headers={"If-Match": f'"{version}"'})
        own = any(answer.person == who and answer.video == video for answer in self.answers.values())
        if response.status_code == 200:
            assert not own
            assert not is_stale
            self.gold[video] += 1
        else:
            assert response.status_code == (403 if own else 412), response.content
            assert own or is_stale
        assert annotations_now() == before
