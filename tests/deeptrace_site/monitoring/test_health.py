"""Probes: what is wrong has a name, and nothing stands in their way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from deeptrace_site.monitoring import health


@pytest.fixture(autouse=True)
def _asked_for_the_first_time() -> Iterator[None]:
    health._migrations.cache_clear()
    yield
    health._migrations.cache_clear()


def test_live_needs_no_database() -> None:
    assert Client().get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_each_thing() -> None:
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "media": "ok", "broker": "ok"},
    }


@pytest.mark.django_db
def test_a_probe_meets_no_redirect_no_host_and_no_session(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["deeptrace.example"]
    answer = Client().get("/health/ready", headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert Client().post("/health/live").status_code == 405


@pytest.mark.django_db
def test_a_media_folder_that_cannot_be_written(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_DIR = tmp_path / "file" / "media"
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["media"] == "not writable"


@pytest.mark.django_db
def test_a_broker_and_a_database_that_are_away_tell_no_address(monkeypatch: Any) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("connection to postgres://me:hunter2@10.0.0.9 refused")

    monkeypatch.setattr("deeptrace_site.celery.app.connection_for_write", away)
    monkeypatch.setattr("deeptrace_site.monitoring.health.connection.cursor", away)
    monkeypatch.setattr("deeptrace_site.monitoring.health.connection.close", lambda: None)
    answer = Client().get("/health/ready")
    checks = answer.json()["checks"]
    assert (answer.status_code, checks["broker"], checks["database"]) == (503, "unreachable", "unreachable")
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
def test_people_work_on_while_the_broker_is_away(monkeypatch: Any) -> None:
    def away() -> None:
        raise OSError

    monkeypatch.setattr("deeptrace_site.celery.app.connection_for_write", away)
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["broker"] == "unreachable"


@pytest.mark.django_db
def test_missing_migrations_are_asked_for_again_until_they_are_there(monkeypatch: Any) -> None:
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    with monkeypatch.context() as patch:
        patch.setattr(plan, lambda *_: ["0002"])
        assert Client().get("/health/ready").json()["checks"]["migrations"] == "not applied"
    assert Client().get("/health/ready").json()["checks"]["migrations"] == "ok"
