"""The site's Django application and its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class SiteConfig(AppConfig):
    """Wiring, commands and system checks."""

    name = "deeptrace_site"

    def ready(self) -> None:
        """Register the system checks and the names in the OpenAPI schema; report errors where that is set."""
        from deeptrace_site import checks, openapi  # noqa: F401, PLC0415
        from deeptrace_site.monitoring.sentry import sentry_start  # noqa: PLC0415

        sentry_start()


class AdminConfig(DjangoAdminConfig):
    """Django's admin under our own title."""

    default_site = "deeptrace_site.admin.DeepTraceAdminSite"

    def ready(self) -> None:
        """Find the pages, then let their labels be translated."""
        super().ready()
        from deeptrace_site.labels import labels_translate  # noqa: PLC0415

        labels_translate()
