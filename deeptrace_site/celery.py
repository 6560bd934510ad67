"""The Celery application: it carries job ids, nothing else (annotations/services/jobs.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
app = Celery("deeptrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
