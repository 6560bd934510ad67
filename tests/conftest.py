"""Alice annotates, Bob reviews, Rita researches, Ada administers, Charlie is nobody."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from annotations.models import Project, User, Video
from tests import factories
from tests.annotations.files.stores import object_server, place
from tests.databases.migrated import tables_ready

__all__ = ["object_server", "place"]

# Test processes share the cores already; threads that wait for each other would only burn them.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


#: Each takes a minute or so: begun last, they would leave one process alone at the end.
LONG = ("tests/production/", "tests/api_schema/test_generated", "tests/annotations/jobs/test_worker_kills")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests; all others stay in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The test database begins with all tables; there is nothing left to migrate."""
    with tables_ready(connection):
        yield


@pytest.fixture(autouse=True)
def _data_folders(settings: Any, tmp_path: Path) -> None:
    """Every test writes media, messages and uploads into its own folder."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_DIR = settings.DATA_DIR / "media"
    settings.MESSAGES_DIR = settings.DATA_DIR / "messages"
    for rate in ("API_RATE", "OPEN_RATE", "UPLOAD_RATE"):
        setattr(settings, rate, "")
    settings.JOB_LEASE_SECONDS = 3600  # a heartbeat beside a test's open transaction would not see the job
    settings.REWARD_RATE = "100000/min"  # the count is kept for a minute, over many tests
    settings.FILE_UPLOAD_TEMP_DIR = str(settings.DATA_DIR / "incoming")
    for folder in (settings.MEDIA_DIR, settings.MESSAGES_DIR, Path(settings.FILE_UPLOAD_TEMP_DIR)):
        folder.mkdir(parents=True)


@pytest.fixture(autouse=True)
def _static_files_on_demand(settings: Any) -> None:
    """Look for a static file when it is asked for: every test client would list all of them first."""
    settings.WHITENOISE_AUTOREFRESH = True


def client_for(user: User | None) -> APIClient:
    """A client signed in by session without the cost of a password."""
    client = APIClient()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def project(db: None) -> Project:
    return factories.project_make("demo")


@pytest.fixture
def alice(project: Project) -> User:
    return factories.member_make(project, factories.user_make("alice"), "annotator")


@pytest.fixture
def bob(project: Project) -> User:
    return factories.member_make(project, factories.user_make("bob"), "reviewer")


@pytest.fixture
def rita(project: Project) -> User:
    return factories.member_make(project, factories.user_make("rita"), "researcher")


@pytest.fixture
def ada(project: Project) -> User:
    return factories.member_make(project, factories.user_make("ada"), "admin")


@pytest.fixture
def charlie(db: None) -> User:
    return factories.user_make("charlie")


@pytest.fixture
def alice_client(alice: User) -> APIClient:
    return client_for(alice)


@pytest.fixture
def bob_client(bob: User) -> APIClient:
    return client_for(bob)


@pytest.fixture
def rita_client(rita: User) -> APIClient:
    return client_for(rita)


@pytest.fixture
def ada_client(ada: User) -> APIClient:
    return client_for(ada)


@pytest.fixture
def charlie_client(charlie: User) -> APIClient:
    return client_for(charlie)


@pytest.fixture
def anonymous_client(db: None) -> APIClient:
    return client_for(None)


@pytest.fixture
def video(project: Project) -> Video:
    return factories.video_make(project)
