"""The Celery application: it carries job ids, nothing else (annotations/services/jobs.py)."""

import os
import warnings
from importlib import import_module
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.schedules import crontab
from celery.signals import worker_init, worker_ready

from deeptrace_site.monitoring.requests import requests_follow_tasks
from deeptrace_site.processes.retiring import retirement_watch

# A container or a lab machine may have no other user than root, and messages are ids in JSON, never pickles.
warnings.filterwarnings("ignore", category=SecurityWarning)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
app = Celery("deeptrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What no worker took up within the hour is dropped: the next one does the same.
app.conf.beat_schedule = {
    "housekeep": {"task": "housekeep", "schedule": crontab(minute="17"), "options": {"expires": 3600}}
}
worker_ready.connect(retirement_watch)
requests_follow_tasks()


@worker_init.connect
def messages_stay_gone(**_: Any) -> None:
    """Let no worker put messages back that it had taken: jobs are rows, and its sweeper finds them.

    Putting them back over a connection that was just lost ends the worker (kombu 5.7.0) instead of waiting.
    """
    if app.conf.broker_url.startswith("redis"):
        import_module("kombu.transport.redis").Channel.do_restore = False
