"""What each write of the permission table sends: bodies that pass, so that no 400 hides who may do it."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.media import clip
from tests.permissions.people import LINK
from tests.rows import trace_row

Body = dict[str, Any] | list[Any]
ANSWER = {"verdict": "fake", "note": "", "traces": []}
REASON = {"reasons": ["other"], "text": "Look again."}
BOX = {"left": 0, "top": 0, "width": 9, "height": 9}
TRACK = {"trace": str(uuid.uuid4()), "from_frame": 0, "to_frame": 3, "bbox": BOX}
SLICE = {
    "id": str(uuid.uuid4()),
    "started_at": "2026-01-01T00:00:00Z",
    **{"active_ms": 1, "keyboard": 0, "pointer": 0},
}
GOLD = {"verdict": "real", "traces": []}
CREDENTIALS = {"username": "somebody", "password": factories.PASSWORD}

# A line's method and path; a function is given the examples that the path is filled with.
# A body that holds a file is sent as a form.
BODIES: dict[str, Body | Callable[[dict[str, Any]], Body]] = {
    "POST session/": CREDENTIALS,
    "POST session/oidc/": {"next": "/"},
    "POST session/oidc/code/": {"code": "000000"},
    "POST me/second-factor/": {"password": factories.PASSWORD},
    "POST me/second-factor/confirm/": {"code": "000000"},
    "POST me/second-factor/remove/": {"password": factories.PASSWORD},
    "POST me/leave/": {"password": factories.PASSWORD},
    "POST me/password/": {"current_password": factories.PASSWORD, "new_password": "another fine one"},
    "PUT me/settings/": {"theme": "dark"},
    "POST me/notices/seen/": {"until": "2026-01-01T00:00:00Z"},
    "POST password-resets/": {"token": LINK, "password": "another fine one"},
    "POST invitations/accept/": {"token": LINK, "username": "newbie", "password": factories.PASSWORD},
    "POST invitations/join/": {"token": LINK},
    "POST tokens/": {"name": "mine", "scopes": ["read"], "expires_at": None},
    "POST projects/": {"slug": "new", "name": "New"},
    "PATCH projects/<slug>/": {"guideline": "Look closely."},
    "POST projects/<slug>/categories/": {"name": "Wrong shadow"},
    "PATCH projects/<slug>/categories/<key>/": {"name": "Merging"},
    "PUT projects/<slug>/raw-tags/": [{"raw_tag": "blur", "category": "object_merging"}],
    "POST projects/<slug>/members/": {"username": "outsider", "roles": ["annotator"]},
    "PATCH projects/<slug>/members/<user_id>/": {"roles": ["annotator"]},
    "POST projects/<slug>/invitations/": {"roles": ["annotator"], "expires_in_days": 7},
    "POST projects/<slug>/agreement/": {},
    "POST projects/<slug>/stats/": {},
    "POST videos/": lambda known: {
        "project": known["slug"],
        "file": SimpleUploadedFile("clip.mp4", clip("fps_25").read_bytes(), "video/mp4"),
    },
    "POST uploads/": {"project": "demo", "name": "a.mp4", "byte_size": 9},
    "POST uploads/<upload_id>/links/": {"parts": [{"offset": 0, "sha256": "0" * 64}]},
    "PATCH videos/<video_id>/": {"source": "Pika 1.5"},
    "DELETE videos/<video_id>/": {"reason": "asked for"},
    "PUT videos/<video_id>/gold/": GOLD,
    "POST videos/<video_id>/gold/revert/": {"to_version": 1},
    "POST queue/next/": lambda known: {"project": known["slug"]},
    "POST assignments/": lambda known: {
        "project": known["slug"],
        "videos": [str(known["video_id"])],
        "person": "annotator",
    },
    "POST assignments/<assignment_id>/skip/": {"reason": "other"},
    "PUT annotations/<annotation_id>/": ANSWER,
    "POST annotations/<annotation_id>/track/": TRACK,
    "POST annotations/<annotation_id>/activity/": {"slices": [SLICE]},
    "POST annotations/<annotation_id>/copies/": ANSWER | {"base_revision": 1},
    "POST annotations/<annotation_id>/return/": REASON,
    "POST annotations/<annotation_id>/reopen/": REASON,
    "POST projects/<slug>/gold-clips/": lambda known: {"video": str(known["video_id"])},
    "POST projects/<slug>/qualifications/<user_id>/": {"decision": "attempt"},
    "POST models/": {"name": "Tiny", "backend": "openai", "folder": "tiny", "project": "demo"},
    "POST models/<model_id>/activate/": {"project": "demo"},
    "POST models/<model_id>/calibrate/": {"project": "demo"},
    "POST rewards/": lambda known: {"video": str(known["video_id"])},
    "POST rewards/batch/": lambda known: {"project": known["slug"], "videos": [str(known["video_id"])]},
    "POST system/jobs/retry/": {"failed_until": "2026-11-23T08:00:00Z"},
    "POST suggestion-jobs/": lambda known: {
        "project": known["slug"],
        "backend": "motion",
        "videos": [str(known["video_id"])],
    },
    "POST suggestions/<suggestion_id>/decide/": lambda known: {
        "decision": "rejected",
        "annotation": str(known["annotation_id"]),
        "reason": "It is a shadow.",
    },
    "POST threads/": lambda known: {
        "project": known["slug"],
        "video": str(known["video_id"]),
        "text": "Is this a trace?",
    },
    "POST threads/<thread_id>/comments/": {"text": "It is."},
    "POST reviews/next/": lambda known: {"project": known["slug"]},
    "POST releases/": lambda known: {"project": known["slug"]},
    "POST training-runs/": lambda known: {
        "project": known["slug"],
        "release": 1,
        "base": str(known["base_id"]),
        "method": "lora",
        "ablation": "none",
        "seed": 0,
        "settings": {"epochs": 1.0, "fps": 2.0, "max_frames": 180, "sharding": "none"},
    },
    "POST evaluations/": lambda known: {
        "project": known["slug"],
        "release": known["version"],
        "predictions": SimpleUploadedFile("lines.jsonl", b"{}", "application/x-ndjson"),
    },
    "POST evaluations/<evaluation_id>/judge/": {"judge": "people"},
    "POST ratings/": lambda known: {"item": known["row_id"], "score": 0.5},
    "POST projects/<slug>/explanations/decide/": lambda known: {
        "ids": [str(known["explanation_id"])],
        "decision": "accepted",
    },
    "POST explanations/<explanation_id>/decide/": {"decision": "accepted"},
    "POST imports/": lambda known: {
        "project": known["slug"],
        "metadata_only": "true",
        "file": SimpleUploadedFile("rows.json", json.dumps([trace_row()]).encode(), "application/json"),
    },
}
# What a list must be asked with.
QUERIES = {
    **dict.fromkeys(
        ("GET reviews/queue/", "GET reviews/queue/counts/", "GET reviews/answers/"), "?project=demo"
    ),
    "GET ratings/next/": "?project=demo",
    "GET invitations/lookup/": f"?token={LINK}",
}


def body_of(line: str, known: dict[str, Any]) -> Body:
    """The body of a line `METHOD path`."""
    body = BODIES.get(line, {})
    return body(known) if callable(body) else body
