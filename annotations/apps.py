"""The core: what was seen, where, when, by whom."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """Projects, videos, media, queue, annotations, traces, jobs, events."""

    name = "annotations"
    verbose_name = "Annotations"
