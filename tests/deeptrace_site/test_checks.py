"""A wrong setting is a sentence with an id."""

import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deeptrace_site import checks, env


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_a_missing_ffmpeg_is_an_error(settings: Any) -> None:
    settings.FFMPEG = "/nowhere/ffmpeg"
    assert ids(checks.ffmpeg_found()) == ["deeptrace.E002"]
    settings.FFMPEG = ""
    assert checks.ffmpeg_found() == []


def test_a_writable_data_folder_is_fine(settings: Any) -> None:
    assert checks.data_folder_writable() == []


def test_an_old_sqlite_is_a_warning(monkeypatch: Any) -> None:
    embedded = SimpleNamespace(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3"}})
    monkeypatch.setattr("deeptrace_site.checks.settings", embedded)
    monkeypatch.setattr("deeptrace_site.checks.sqlite3.sqlite_version_info", (3, 40, 1))
    assert ids(checks.sqlite_recent()) == ["deeptrace.W001"]
    monkeypatch.setattr("deeptrace_site.checks.sqlite3.sqlite_version_info", (3, 53, 4))
    assert checks.sqlite_recent() == []


def test_a_missing_frontend_is_a_warning(settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    assert ids(checks.frontend_built()) == ["deeptrace.W002"]


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("DEEPTRACE_SECRET_KEY", raising=False)
    key = env.secret_key(tmp_path)
    assert len(key) > 60
    assert env.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    monkeypatch.setenv("DEEPTRACE_SECRET_KEY", "given")
    assert env.secret_key(tmp_path) == "given"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/data/deeptrace.sqlite3"}),
        ("sqlite:////a%20b/c.sqlite3", {"NAME": "/a b/c.sqlite3"}),
        (
            "postgres://me:p%40ss@db:5433/deep",
            {"USER": "me", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433", "NAME": "deep"},
        ),
        ("postgresql://me@/deep?host=/run/pg", {"HOST": "/run/pg", "PORT": "", "PASSWORD": ""}),
    ],
)
def test_a_database_url_is_read(url: str, expected: dict[str, Any]) -> None:
    assert expected.items() <= env.database(url, Path("/data")).items()


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(env.SettingError, match="mysql"):
        env.database("mysql://x", Path("/data"))


@pytest.mark.parametrize(("raw", "expected"), [("on", True), ("0", False), ("", True)])
def test_yes_and_no(monkeypatch: Any, raw: str, expected: bool) -> None:
    monkeypatch.setenv("DEEPTRACE_X", raw)
    assert env.env_bool("DEEPTRACE_X", default=True) is expected


@pytest.mark.parametrize("reader", [env.env_int, env.env_bool])
def test_nonsense_is_refused_with_the_variables_name(monkeypatch: Any, reader: Any) -> None:
    monkeypatch.setenv("DEEPTRACE_X", "maybe")
    with pytest.raises(env.SettingError, match="DEEPTRACE_X"):
        reader("DEEPTRACE_X", default=1)
