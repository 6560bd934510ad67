"""Run pytest against a throw-away PostgreSQL and Redis: `python -m tests.on_postgres -m data_layer`."""

import os
import subprocess
import sys

from tests.databases.migrated import TEMPLATE, tables_make
from tests.services import postgres, redis

MIGRATED = "migrated"


def main() -> int:
    """Pass every argument on to pytest; its exit status is ours."""
    with postgres() as database, redis() as broker:
        tables_make(database.created(MIGRATED))
        services = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
        environment = {**os.environ, **services, TEMPLATE: MIGRATED}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]], check=False, env=environment
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
