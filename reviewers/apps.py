"""Judging traces: reviews, gold, releases."""

from django.apps import AppConfig


class ReviewersConfig(AppConfig):
    """Reviews, gold and releases."""

    name = "reviewers"
    verbose_name = "Reviewing and releases"
