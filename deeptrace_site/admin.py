"""The admin site: for `is_staff` people only."""

from django.contrib.admin import AdminSite


class DeepTraceAdminSite(AdminSite):
    """Django's admin with the product's name on it."""

    site_header = "DeepTrace"
    site_title = "DeepTrace admin"
    index_title = "People, projects and everything else"
