"""Run pytest against a throw-away PostgreSQL and Redis: `python -m tests.on_postgres -m data_layer`."""

import os
import subprocess
import sys

from tests.services import postgres, redis


def main() -> int:
    """Pass every argument on to pytest; its exit status is ours."""
    with postgres() as database, redis() as broker:
        environment = {**os.environ, "DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]], check=False, env=environment
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
