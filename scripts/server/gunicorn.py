"""gunicorn in a container; a slow client holds a thread, so there are many."""

import os

bind = "0.0.0.0:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 16
timeout = 60
graceful_timeout = 30  # after TERM nothing new is taken; what is under way has this long
keepalive = 75  # longer than nginx keeps a connection, so that it never writes into one that closes
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat file belongs in memory
control_socket_disable = True
