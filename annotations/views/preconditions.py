"""If-Match, ETag and Idempotency-Key of requests that change an answer."""

import re
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.errors import InvalidInputError, PreconditionRequiredError, StaleRevisionError
from annotations.models import Annotation
from annotations.selectors.annotations import annotation_get
from annotations.serializers.annotations import annotation_json
from annotations.services.idempotency import RequestKey, answer_once, request_key
from annotations.views.base import person_of

REVISION = re.compile(r'"(\d{1,9})"')
KEY = re.compile(r"[\x21-\x7e]{1,100}")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The revision, in quotes: `"7"`.'
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 100 printable characters. A repeated key is answered as before, and done once.",
)
CHANGING = [IF_MATCH, IDEMPOTENCY_KEY]


def revision_expected(request: Request) -> int:
    """The revision that the client's change is based on."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequiredError('This needs If-Match with the revision, such as "7".')
    match = REVISION.fullmatch(header.strip())
    if match is None:
        detail = 'If-Match must be one revision in quotes, such as "7".'
        raise InvalidInputError([{"field": "If-Match", "code": "invalid", "detail": detail}])
    return int(match[1])


def answer_change(request: Request, annotation: Annotation, change: Callable[[], Annotation]) -> Response:
    """Run a change once per Idempotency-Key and answer what came of it; a stale one sees the present."""
    viewer = person_of(request)
    try:
        body = done_once(request, lambda: annotation_json(change(), viewer))
    except StaleRevisionError as error:
        current = annotation_get(annotation_id=annotation.pk, viewer=viewer)
        error.fields["current"] = annotation_json(current, viewer)
        raise
    return with_etag(body)


def done_once(request: Request, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The body that `run` makes; with an Idempotency-Key, the same body for the same request again."""
    return answer_once(user=person_of(request), request=_request_key(request), run=run)


def with_etag(body: dict[str, Any]) -> Response:
    """The annotation and its revision as an ETag."""
    return Response(body, headers={"ETag": f'"{body["revision"]}"'})


def _request_key(request: Request) -> RequestKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        detail = "Idempotency-Key must be 1 to 100 printable ASCII characters."
        raise InvalidInputError([{"field": "Idempotency-Key", "code": "invalid", "detail": detail}])
    sent = request.data if isinstance(request.data, dict) else {}
    return request_key(key=key, method=str(request.method), path=request.path, sent=sent)
