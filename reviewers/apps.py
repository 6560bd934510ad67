"""Judging traces: reviews, gold, releases."""

from django.apps import AppConfig


class ReviewersConfig(AppConfig):
    """Reviews, gold, releases and threads."""

    name = "reviewers"
    verbose_name = "Reviewing and releases"

    def ready(self) -> None:
        """Threads are told beside the decisions on one's own answers."""
        # models can only be imported once every app is loaded
        from annotations.selectors.notices import notice_source_add  # noqa: PLC0415
        from reviewers.selectors.threads.notices import thread_notices  # noqa: PLC0415

        notice_source_add(thread_notices)
