"""The admin site: for `is_staff` people only."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DeepTraceAdminSite(AdminSite):
    """Django's admin with the product's name on it."""

    site_header = "DeepTrace"
    site_title = _("DeepTrace admin")
    index_title = _("People, projects and everything else")
