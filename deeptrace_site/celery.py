"""The Celery application: it carries job ids, nothing else (annotations/services/jobs.py)."""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.schedules import crontab
from celery.signals import worker_ready

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
