"""Settings from files, and Django's own check of a production's settings."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deeptrace_site import env

ROOT = Path(__file__).resolve().parents[2]
CHECK = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def test_a_setting_may_stand_in_a_file(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / "number").write_text(" 7\n")
    monkeypatch.setenv("DEEPTRACE_X_FILE", str(tmp_path / "number"))
    assert env.env_str("DEEPTRACE_X") == "7"
    assert env.env_int("DEEPTRACE_X", 1) == 7
    assert env.env_list("DEEPTRACE_X") == ["7"]


def test_a_setting_given_twice_is_refused(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("DEEPTRACE_X", "text")
    monkeypatch.setenv("DEEPTRACE_X_FILE", str(tmp_path / "text"))
    with pytest.raises(env.SettingError, match="DEEPTRACE_X and DEEPTRACE_X_FILE are both set"):
        env.env_str("DEEPTRACE_X")


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b" \n", "is empty"), (b"\xff", "read")]
)
def test_a_file_without_a_value_is_no_default(
    monkeypatch: Any, tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "value"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("DEEPTRACE_X_FILE", str(path))
    with pytest.raises(env.SettingError, match=f"DEEPTRACE_X_FILE: .*{said}"):
        env.env_str("DEEPTRACE_X", "default")


def test_productions_settings_leave_django_nothing_to_warn_of(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(os.urandom(32).hex())
    (tmp_path / "url").write_text("postgres://deeptrace:made-up@postgres:5432/deeptrace")
    given = {
        "PATH": os.environ["PATH"],
        "DEEPTRACE_DATA": str(tmp_path / "data"),
        "DEEPTRACE_SECRET_KEY_FILE": str(tmp_path / "key"),
        "DATABASE_URL_FILE": str(tmp_path / "url"),
        "DEEPTRACE_HTTPS": "on",
        "DEEPTRACE_ALLOWED_HOSTS": "deeptrace.example",
    }
    done = subprocess.run(CHECK, cwd=ROOT, env=given, check=False, capture_output=True, text=True)
    found = [line for line in done.stderr.splitlines() if line.startswith("?:")]
    # Where these tests run the frontend need not be built; in the image it always is.
    assert [line for line in found if "deeptrace.W002" not in line] == [], done.stderr
    assert found or done.returncode == 0, done.stderr
