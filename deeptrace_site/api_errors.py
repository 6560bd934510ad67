"""Exceptions -> RFC 9457 problem+json."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotations.errors import DeepTraceError, InvalidInputError, is_disk_full
from annotations.services.job_runs import is_database_lost
from annotations.texts import shown

logger = logging.getLogger(__name__)
RESERVED = frozenset({"type", "title", "status", "detail", "code"})
PROBLEM_TYPE = "application/problem+json"
#: What a title says where a person reads it; the phrases of HTTP, as RFC 9110 has them.
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    428: "Precondition Required",
    429: "Too Many Requests",
    460: "Checksum Mismatch",  # the code that the tus protocol uses
    500: "Internal Server Error",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


class DatabaseBusyError(exceptions.APIException):
    """SQLite's one writer was others' turn for longer than the time-out: nothing was written, try again."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database is busy. Try again in a moment."
    default_code = "busy"
    wait = 1


class DatabaseAwayError(exceptions.APIException):
    """The database was lost in the middle of the request: what was not acknowledged may be sent again."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database cannot be reached. Try again in a moment."
    default_code = "database_away"
    wait = 2


class DiskFullError(exceptions.APIException):
    """Nothing more can be written on the server; nothing was."""

    status_code = HTTPStatus.INSUFFICIENT_STORAGE
    default_detail = "The server's disk is full. Nothing was stored; ask whoever runs it, then try again."
    default_code = "disk_full"


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every foreseen error becomes a problem; the rest stays a logged 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = exceptions.ParseError("The body is too large.", code="too_large")
    elif isinstance(error, SuspiciousOperation | MultiPartParserError):
        error = exceptions.ParseError("The request cannot be read.")
    elif is_disk_full(error):
        logger.exception("The disk is full.")
        error = DiskFullError()
    elif is_database_lost(error):
        error = _database_error(error)
    if isinstance(error, DeepTraceError):
        return _respond(_from_ours(error), error.http_status, {})
    if isinstance(error, exceptions.ValidationError):
        ours = InvalidInputError(validation_errors(error.detail))
        return _respond(_from_ours(ours), HTTPStatus.BAD_REQUEST, {})
    if isinstance(error, exceptions.APIException):
        return _respond(_from_drf(error), error.status_code, _headers(error))
    return None


def _database_error(error: Exception) -> exceptions.APIException:
    if "locked" in str(error):
        return DatabaseBusyError()
    logger.exception("The database failed a request.")
    return DatabaseAwayError()


def problem(*, status: int, code: str, detail: str, **fields: Any) -> dict[str, Any]:
    """The body of a problem: `type`, `title`, `status`, `detail`, `code`, `errors` and named facts."""
    return {
        "type": "about:blank",
        "title": shown(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": shown(detail),
        "code": code,
        "errors": [{**each, "detail": shown(each["detail"])} for each in fields.pop("errors", [])],
        **fields,
    }


def validation_errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """DRF's nested error detail as a flat list of {field, code, detail}, field as `traces.0.keyframes`."""
    if isinstance(detail, dict):
        pairs = ((str(key), value) for key, value in detail.items())
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        pairs = ((str(index), value) for index, value in enumerate(detail))
    elif isinstance(detail, list):
        return [_one(item, path) for item in detail]
    else:
        return [_one(detail, path)]
    found: list[dict[str, str]] = []
    for key, value in pairs:
        step = "" if key == "non_field_errors" else key
        found += validation_errors(value, ".".join(part for part in (path, step) if part))
    return found


def _one(item: Any, path: str) -> dict[str, str]:
    return {"field": path, "code": getattr(item, "code", "invalid"), "detail": str(item)}


def _from_ours(error: DeepTraceError) -> dict[str, Any]:
    fields = {name: value for name, value in error.fields.items() if name not in RESERVED}
    if hasattr(error, "errors"):
        fields["errors"] = error.errors
    return problem(status=error.http_status, code=error.code, detail=error.message, **fields)


def _from_drf(error: exceptions.APIException) -> dict[str, Any]:
    code = error.get_codes()
    detail = error.detail if isinstance(error.detail, str) else "The request cannot be answered."
    return problem(
        status=error.status_code, code=code if isinstance(code, str) else "invalid", detail=str(detail)
    )


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return headers


def _respond(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    set_rollback()
    return Response(body, status=status, headers=headers, content_type=PROBLEM_TYPE)
