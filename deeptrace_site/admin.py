"""The admin site: for `is_staff` people only."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotations.selectors.people import second_factor_get


class StaffSignInForm(AdminAuthenticationForm):
    """Name and password; whoever has a second factor signs in where it is asked for."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse people who are not staff, and those whose code would not be asked for here."""
        super().confirm_login_allowed(user)
        if second_factor_get(person=user).enabled:
            raise ValidationError(_("Sign in on the site's own page first: it asks for your second factor."))


class DeepTraceAdminSite(AdminSite):
    """Django's admin with the product's name on it."""

    login_form = StaffSignInForm

    site_header = "DeepTrace"
    site_title = _("DeepTrace admin")
    index_title = _("People, projects and everything else")
