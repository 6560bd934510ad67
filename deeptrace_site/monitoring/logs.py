"""Logs: one line for each record, as text or as JSON, with the request's id and without secrets."""

import logging
import re
from typing import Any

from annotations.context.request_id import request_id_now

HIDDEN = "[hidden]"
SECRETS = [
    (re.compile(r"(?i)\b(bearer|basic|token) +[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (
        re.compile(r"(?i)\b((?:\w*_)?(?:token|password|secret|key|csrftoken|sessionid))(=|%3D)[^&\s\"']+"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(/(?:invite|reset)/)[^/\s\"'?]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\w+://[^:/@\s]*):[^@/\s]+@"), rf"\1:{HIDDEN}@"),
]
LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
REQUEST_FIELDS = ("method", "route", "status", "ms", "user")


def hidden(text: str) -> str:
    """The text with whatever looks like a secret left out."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


def on_one_line(text: str) -> str:
    """The text with line ends written as escapes: nobody can write a second line into the log."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


class RequestIdFilter(logging.Filter):
    """Gives each record the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        if not hasattr(record, "request_id"):
            record.request_id = request_id_now()
        return True


class TextFormatter(logging.Formatter):
    """A line for people; a traceback follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging calls it so
        """One line, with the request's id at its end."""
        request_id = getattr(record, "request_id", "")
        line = on_one_line(super().formatMessage(record))
        return f"{line} [{request_id}]" if request_id else line

    def format(self, record: logging.LogRecord) -> str:
        """The record without secrets."""
        return hidden(super().format(record))


def json_formatter() -> logging.Formatter:
    """A JSON object on each line: time, level, logger, message, request_id and what a record adds."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - only where it was asked for

    class OneLine(JsonFormatter):
        def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
            return hidden(super().jsonify_log_record(log_data))

    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"
    return OneLine(fields, rename_fields=names, datefmt="%Y-%m-%dT%H:%M:%S%z", json_ensure_ascii=False)


def logging_settings(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING for `form` "json" or "text"."""
    maker = "json_formatter" if form == "json" else "TextFormatter"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": f"{__name__}.RequestIdFilter"}},
        "formatters": {"line": {"()": f"{__name__}.{maker}"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
        },
        "loggers": {
            "axes": {"level": "WARNING"},
            # The filesystem broker has no host to name.
            "kombu.connection": {"level": "ERROR"},
        },
        "root": {"handlers": ["console"], "level": level},
    }
