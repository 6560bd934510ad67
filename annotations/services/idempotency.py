"""A write that is repeated with the same Idempotency-Key is answered as the first time and done once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.errors import DeepTraceError, IdempotencyMismatchError
from annotations.models import SavedResponse, User

Body = dict[str, Any]
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The client's key and what it asked with it."""

    key: str
    digest: str
    sent: dict[str, Any]


def request_key(*, key: str, method: str, path: str, sent: dict[str, Any]) -> RequestKey:
    """The key together with the SHA-256 of method, path and body."""
    words = f"{method} {path} {json.dumps(sent, sort_keys=True, separators=(',', ':'))}"
    return RequestKey(key, hashlib.sha256(words.encode()).hexdigest(), sent)


def answer_once(
    *, user: User, request: RequestKey | None, run: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The body that `run` gives; for a repeated key the body of the first time.

    `run` must compare a revision, so that it refuses to do the same thing twice: only then is it looked up
    whether the key has been answered before. What succeeded is kept in the transaction of the change itself;
    a refusal is not kept, for it changed nothing.
    """
    if request is None:
        return run()
    try:
        with transaction.atomic():
            return _keep(run(), user=user, request=request)
    except (IntegrityError, DeepTraceError):
        kept = _kept_body(user=user, request=request)
        if kept is None:
            raise
        return kept


def saved_responses_forget() -> int:
    """Forget the responses that no client will ask for again; returns how many."""
    old = SavedResponse.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


def _keep(body: dict[str, Any], *, user: User, request: RequestKey) -> dict[str, Any]:
    SavedResponse.objects.create(
        user=user, key=request.key, request=request.digest, status=200, body=_packed(body, request.sent)
    )
    return body


def _kept_body(*, user: User, request: RequestKey) -> dict[str, Any] | None:
    saved = SavedResponse.objects.filter(user=user, key=request.key).first()
    if saved is None:
        return None
    if saved.request != request.digest:
        raise IdempotencyMismatchError("This Idempotency-Key was used for a different request.")
    return {**{name: request.sent[name] for name in saved.body["sent"]}, **saved.body["made"]}


def _packed(body: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """The body without what the request says itself: a save is answered with the answer that it sent."""
    same = [name for name in body if name in sent and sent[name] == body[name]]
    return {"sent": same, "made": {name: value for name, value in body.items() if name not in same}}
