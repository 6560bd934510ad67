"""A small OpenAI-compatible server around the tiny model: what is not in the request it does not know."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import torch
from PIL import Image

from models_service.backends.inputs import picture_sizes, question_turn
from models_service.backends.neural.vocabulary import Vocabulary

MODEL = "deeptrace"
TOP = 20


def begins_verdict(token: str) -> bool:
    """Whether a client would read it as the beginning of a verdict, such as one with a space before it."""
    return token != "" and ("FAKE".startswith(token) or "REAL".startswith(token))


@dataclass
class Fake:
    """A running server: `answer` replaces what it says, `requests` holds what it was asked."""

    machine: Any
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: tuple[int, dict[str, str], bytes] | None = None
    margins: list[float] = field(default_factory=list)  # that of FAKE over REAL, for each answer
    knows_grammars: bool = True
    text: str = ""

    def completed(self, body: dict[str, Any]) -> dict[str, Any]:
        """A chat completion: probabilities of the tiny model, and `text` for its words."""
        logprobs = torch.log_softmax(self._logits(body), dim=0)
        top = logprobs.topk(TOP)
        tokenizer = self.machine.loaded.processor.tokenizer
        choices = [
            {"token": tokenizer.decode([token]), "logprob": value}
            for token, value in zip(top.indices.tolist(), top.values.tolist(), strict=True)
        ]
        # The verdicts of a random model are rarely among the likeliest: a trained one's are.
        vocabulary: Vocabulary = self.machine.vocabulary
        said = [one for one in choices if not begins_verdict(one["token"].strip())]
        choices = said[: TOP - 2] + [
            {"token": word, "logprob": float(logprobs[token])}
            for word, token in (("FAKE", vocabulary.fake), ("REAL", vocabulary.real))
        ]
        self.margins.append(choices[-2]["logprob"] - choices[-1]["logprob"])
        return {
            "choices": [
                {"message": {"content": self.text}, "logprobs": {"content": [{"top_logprobs": choices}]}}
            ]
        }

    def _logits(self, body: dict[str, Any]) -> Any:
        video, question = body["messages"][0]["content"]
        pictures = frames_of(video["video_url"]["url"])
        told = body["media_io_kwargs"]["video"]
        loaded = self.machine.loaded
        inputs = loaded.processor(
            text=[question_turn(loaded.processor, question["text"])],
            videos=[pictures],
            video_metadata=[{name: value for name, value in told.items() if name != "num_frames"}],
            do_sample_frames=False,
            size=picture_sizes(loaded.kind, 160, len(pictures)),
            return_tensors="pt",
        )
        inputs.pop("video_metadata", None)
        with torch.inference_mode():
            return loaded.model(**inputs).logits[0, -1].float()


def frames_of(url: str) -> Any:
    """The pictures of a data:video/jpeg address."""
    kind, _, coded = url.partition(",")
    assert kind == "data:video/jpeg;base64"
    pictures = [Image.open(io.BytesIO(base64.b64decode(one))) for one in coded.split(",")]
    return np.stack([np.asarray(picture) for picture in pictures])


@contextmanager
def served(machine: Any) -> Iterator[Fake]:
    """Serve on a free port of this machine."""
    fake = Fake(machine)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.headers.append(dict(self.headers))
            self._say(200, {}, json.dumps({"data": [{"id": MODEL}]}).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.requests.append(body | {"path": self.path})
            fake.headers.append(dict(self.headers))
            if fake.answer is not None:
                self._say(*fake.answer)
            elif "structured_outputs" in body and not fake.knows_grammars:
                self._say(400, {}, b'{"error": "unknown field structured_outputs"}')
            else:
                self._say(200, {}, json.dumps(fake.completed(body)).encode())

        def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
