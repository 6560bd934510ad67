"""What annotators and reviewers do, with the time that people take for it."""

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from bench.load.visitor import Visitor

PROJECT = "load"
FRAMES = 120
RANGES = 4
SAVES = (3, 6)
RETURNED_SHARE = 0.1
RETURN = {"reasons": ["box_inaccurate"], "text": "The box is too large."}


@dataclass(slots=True)
class Ledger:
    """What the server said it had done: the last acknowledged save of each answer, and who was given what."""

    saved: dict[str, dict[str, Any]] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    handed_in: int = 0
    judged: int = 0
    _lock: Lock = field(default_factory=Lock)

    def note_saved(self, annotation: str, revision: int, answer: dict[str, Any]) -> None:
        """The server acknowledged this save as this revision."""
        with self._lock:
            self.saved[annotation] = {"revision": revision, "answer": answer}

    def note_given(self, video: str, person: str) -> None:
        """The server gave this video to this person."""
        with self._lock:
            self.given[video].add(person)

    def count(self, *, handed_in: int = 0, judged: int = 0) -> None:
        """Count what was handed in and what was judged."""
        with self._lock:
            self.handed_in += handed_in
            self.judged += judged


@dataclass(frozen=True, slots=True)
class Pace:
    """How long people think, in seconds: over a clip before they mark, between two saves, over an answer."""

    watch: tuple[float, float] = (2, 5)
    mark: tuple[float, float] = (3, 6)
    judge: tuple[float, float] = (5, 12)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work until the end."""

    name: str
    visitor: Visitor
    ledger: Ledger
    pace: Pace
    end: Event
    dice: random.Random

    def think(self, seconds: tuple[float, float]) -> bool:
        """Take this long; False when the work is over."""
        return not self.end.wait(self.dice.uniform(*seconds))

    def sign_in(self, password: str) -> bool:
        """Sign in and look around as the page does."""
        signed_in = self.visitor.sign_in(self.name, password)
        return signed_in and self.visitor.send("me", "GET", "me/").is_fine


def annotate(person: Person, password: str) -> None:
    """Sign in; then video after video until the end."""
    if not person.sign_in(password):
        return
    while not person.end.is_set():
        claim = person.visitor.send("next task", "POST", "queue/next/", {"project": PROJECT})
        if claim.status == 200:
            _work(person, claim.body)
        elif not person.think(person.pace.watch):
            return


def review(person: Person, password: str) -> None:
    """Sign in; then judge video after video until the end."""
    if not person.sign_in(password):
        return
    while person.think(person.pace.judge):
        claim = person.visitor.send("next review", "POST", "reviews/next/", {"project": PROJECT})
        if claim.status == 200:
            _judge(person, claim.body["video"]["video"])


def _work(person: Person, claim: Any) -> None:
    """Watch, mark and save some times, hand in; whoever is called away leaves a draft."""
    annotation, video = claim["annotation"], claim["video"]["id"]
    person.ledger.note_given(video, person.name)
    _watch(person, video, claim["video"].get("byte_size") or 0)
    revision, answer = annotation["revision"], {}
    trace = str(uuid.UUID(int=person.dice.getrandbits(128), version=4))
    for turn in range(person.dice.randint(*SAVES)):
        if not person.think(person.pace.mark):
            return
        answer = _answer(trace, turn, person.name)
        saved = person.visitor.send(
            "save",
            "PUT",
            f"annotations/{annotation['id']}/",
            answer,
            If_Match=f'"{revision}"',
            Idempotency_Key=f"{annotation['id']}-{revision}",
        )
        if not saved.is_fine:
            return
        revision = saved.body["revision"]
        person.ledger.note_saved(annotation["id"], revision, answer)
    path = f"annotations/{annotation['id']}/submit/"
    submitted = person.visitor.send("submit", "POST", path, {}, If_Match=f'"{revision}"')
    person.ledger.count(handed_in=int(submitted.is_fine))


def _watch(person: Person, video: str, size: int) -> None:
    """The frame table, then the clip in some ranges, with a pause as it plays."""
    person.visitor.send("frame table", "GET", f"videos/{video}/frames/")
    step = max(1, size // RANGES)
    for start in range(0, step * RANGES, step):
        wanted = f"bytes={start}-{start + step - 1}"
        person.visitor.send("media range", "GET", f"videos/{video}/media/", Range=wanted)
    person.think(person.pace.watch)


def _judge(person: Person, video: str) -> None:
    """Read the panel and decide on every answer that waits; one in ten goes back."""
    panel = person.visitor.send("panel", "GET", f"videos/{video}/panel/")
    if not panel.is_fine:
        return
    for answer in panel.body["answers"]:
        if answer["status"] == "submitted" and person.think(person.pace.watch):
            _decide(person, answer)
    person.visitor.send("next review", "POST", "reviews/next/", {"project": PROJECT, "after": video})


def _decide(person: Person, answer: Any) -> None:
    returned = person.dice.random() < RETURNED_SHARE
    step, body = ("return", RETURN) if returned else ("accept", {})
    path = f"annotations/{answer['id']}/{step}/"
    done = person.visitor.send(step, "POST", path, body, If_Match=f'"{answer["revision"]}"')
    person.ledger.count(judged=int(done.is_fine))


def _answer(trace_id: str, turn: int, name: str) -> dict[str, Any]:
    """About a kilobyte, whole enough to be handed in."""
    frames = (12, 30, 57)
    boxes = [{"frame": frame, "left": 85 + turn, "top": 51, "width": 101, "height": 93} for frame in frames]
    trace = {
        "id": trace_id,
        "onset_frame": 12,
        "offset_frame": 57,
        "categories": ["object_merging"],
        "other_tag": "",
        "explanation": f"{name}, turn {turn}:" + " The hand melts into the cup." * 20,
        "confidence": 3,
        "keyframes": boxes,
        "origin": "human",
        "suggestion": None,
    }
    return {"verdict": "fake", "note": f"turn {turn}", "traces": [trace]}
