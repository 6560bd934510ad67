"""Wiring only: settings, urls, the Celery application. Nothing imports it."""

from deeptrace_site.celery import app as celery_app

__all__ = ["celery_app"]
