"""All reading of environment variables; docs/settings.md lists them."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class SettingError(ValueError):
    """An environment variable holds something that cannot be used."""


def env_str(name: str, default: str = "") -> str:
    """The variable's text, or `default` where it is unset or empty.

    Any variable NAME may come as NAME_FILE instead: then what stands in that file counts, without the white
    space around it. Raises SettingError where both are given, and where the file is empty or unreadable.
    """
    text, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if text and file:
        raise SettingError(f"{name} and {name}_FILE are both set: leave one of them out")
    return _file_text(name, file) if file else text or default


def _file_text(name: str, file: str) -> str:
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE: {file} cannot be read: {error}") from error
    if not text:
        raise SettingError(f"{name}_FILE: {file} is empty")
    return text


def env_int(name: str, default: int) -> int:
    """The variable as a whole number."""
    raw = env_str(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        raise SettingError(f"{name} must be a whole number, not {raw!r}") from error


def env_bool(name: str, *, default: bool) -> bool:
    """The variable as yes or no: 1/true/yes/on, 0/false/no/off."""
    raw = env_str(name, "on" if default else "off").lower()
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be on or off, not {raw!r}")


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """The variable as one of a few words."""
    word = env_str(name, default).lower()
    if word not in choices:
        raise SettingError(f"{name} must be one of {', '.join(choices)}, not {word!r}")
    return word


def env_list(name: str, default: str = "") -> list[str]:
    """The variable as comma-separated words."""
    return [word.strip() for word in env_str(name, default).split(",") if word.strip()]


def folder(path: Path) -> str:
    """The folder's path, made where it is missing (Django checks some at start)."""
    path.mkdir(parents=True, exist_ok=True)
    return str(path)


def secret_key(data: Path) -> str:
    """DEEPTRACE_SECRET_KEY, else a key made at first start and kept in a file only its owner reads."""
    given = env_str("DEEPTRACE_SECRET_KEY")
    if given:
        return given
    path = Path(folder(data)) / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def media_bucket() -> dict[str, Any]:
    """The bucket for the media on an S3-compatible server (docs/operations/storage.md); empty: a folder."""
    name = env_str("DEEPTRACE_S3_BUCKET")
    if not name:
        return {}
    return {
        "name": name,
        "endpoint": env_str("DEEPTRACE_S3_ENDPOINT"),
        "public_endpoint": env_str("DEEPTRACE_S3_PUBLIC_ENDPOINT"),
        "region": env_str("DEEPTRACE_S3_REGION", "us-east-1"),
        "prefix": env_str("DEEPTRACE_S3_PREFIX"),
        "access_key": env_str("DEEPTRACE_S3_ACCESS_KEY"),
        "secret_key": env_str("DEEPTRACE_S3_SECRET_KEY"),
    }


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's database settings from DATABASE_URL; empty means SQLite in the data folder.

    `postgres://user:password@host:port/name?host=/socket/folder` or `sqlite:////absolute/path`.
    """
    if not url:
        return _sqlite(str(data / "deeptrace.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]))
    if parts.scheme in {"postgres", "postgresql"}:
        socket_folder = parse_qs(parts.query).get("host", [""])[0]
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": socket_folder or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingError(f"DATABASE_URL must start with sqlite: or postgres:, not {parts.scheme!r}")


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
