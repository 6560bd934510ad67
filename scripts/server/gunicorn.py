"""gunicorn in a container; a slow client holds a thread, so there are many."""

import os

bind = "0.0.0.0:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 16
timeout = 60
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat file belongs in memory
