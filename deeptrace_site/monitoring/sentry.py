"""Errors told to Sentry, where DEEPTRACE_SENTRY_DSN names one: where they happened, never about whom."""

from typing import Any

from django.conf import settings

from annotations.context.request_id import request_id_now
from deeptrace_site.monitoring.logs import hidden

KEPT_OF_A_REQUEST = ("method",)


def sentry_start() -> None:
    """Report errors of this process; the library is loaded only where that was asked for."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # noqa: PLC0415 - most sites have none

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.SOFTWARE_VERSION,
        before_send=event_scrubbed,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=None,
        auto_session_tracking=False,
    )


def event_scrubbed(event: Any, _hint: Any) -> Any:
    """The event without people, bodies, headers, queries and paths as they were sent, and without secrets."""
    for part in ("user", "extra", "breadcrumbs", "server_name"):
        event.pop(part, None)
    if "request" in event:
        told = event["request"]
        event["request"] = {name: told[name] for name in KEPT_OF_A_REQUEST if name in told}
    event["tags"] = {**event.get("tags", {}), "request_id": request_id_now() or "none"}
    return _without_secrets(event)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_secrets(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return hidden(value) if isinstance(value, str) else value
