"""Rewards: a model's score of a video, for training generators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deeptrace.api.forms import FilePart, form_send
from deeptrace.api.jobs import until_over
from deeptrace.records import Reward
from deeptrace.wire import Wire

MINUTES = 600.0


class Rewards:
    """`client.rewards`; the token needs the scope `reward`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def score(self, path: str | Path, *, project: str, timeout: float = MINUTES) -> Reward:
        """Score a file by the project's model and wait for it; the server keeps the file only that long."""
        file = Path(path)
        with file.open("rb") as stream:
            part = FilePart("file", file.name, stream, "video/mp4")
            return self._waited(form_send(self._wire, "rewards/", {"project": project}, part), timeout)

    def score_video(self, video: str, *, timeout: float = MINUTES) -> Reward:
        """Score a video of the platform by its id."""
        response = self._wire.send("POST", "rewards/", json={"video": video}, again=True)
        return self._waited(response.json(), timeout)

    def get(self, reward_id: str) -> Reward:
        """A score that you asked for, or how far it has come."""
        return Reward.of(self._wire.get(f"rewards/{reward_id}/"))

    def _waited(self, body: dict[str, Any], timeout: float) -> Reward:
        asked = Reward.of(body)
        if asked.is_over:
            return asked
        what = f"Reward {asked.id}"
        return until_over(lambda: self.get(asked.id), lambda each: each.is_over, timeout, what)
