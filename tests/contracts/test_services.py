"""The throw-away services run, serve, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker
from redis import Redis

from deeptrace_site import env
from tests import services

KILLED_PARENT = """
import os, signal
from tests import services
with services.redis() as server:
    print(server.socket, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.postgres
def test_postgres_serves_by_its_url_and_is_gone_afterwards(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with services.postgres() as server, django_db_blocker.unblock():
        database = ConnectionHandler({"default": env.database(server.url, tmp_path)})["default"]
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        database.close()
    assert not server.folder.exists()


@pytest.mark.postgres
def test_redis_serves_and_is_gone_afterwards() -> None:
    with services.redis() as server, Redis(unix_socket_path=str(server.socket)) as client:
        assert client.ping()
    assert not server.socket.exists()


@pytest.mark.postgres
def test_a_killed_test_run_takes_its_services_along() -> None:
    parent = subprocess.run(
        [sys.executable, "-c", KILLED_PARENT], check=False, capture_output=True, text=True, cwd=Path.cwd()
    )
    assert parent.returncode == -signal.SIGKILL
    socket = Path(parent.stdout.strip())
    assert socket.parent.exists()
    with services.redis():
        assert not socket.parent.exists()


@pytest.mark.data_layer
@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    asked = os.environ.get("DATABASE_URL", "sqlite")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")
