"""Accounts, tokens, invitations and members as JSON."""

from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from rest_framework import serializers

from annotations.models import Membership
from annotations.permissions import SCOPES

PASSWORD_MAX = 200
USERNAME_MAX = 150
CODE_MAX = 40
SCOPE_CHOICES = [(scope, scope) for scope in SCOPES]


class PasswordField(serializers.CharField):
    """A password as typed: never trimmed, never sent back."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(write_only=True, trim_whitespace=False, max_length=PASSWORD_MAX, **kwargs)


class CodeField(serializers.CharField):
    """A code of an authenticator app (six digits, spaces do not count) or a recovery code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(write_only=True, max_length=CODE_MAX, **kwargs)


class RolesField(serializers.MultipleChoiceField):
    """A non-empty list of roles, each once, in one order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Membership.Role.choices, allow_empty=False, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        """The roles as a sorted list."""
        return sorted(super().to_internal_value(data))


class SessionIn(serializers.Serializer[Any]):
    """What a sign-in takes."""

    username = serializers.CharField(max_length=USERNAME_MAX)
    password = PasswordField()
    code = CodeField(required=False, allow_blank=True, default="")


class SessionOut(serializers.Serializer[Any]):
    """Whether somebody is signed in, and the name of the OpenID provider by which one may (null: none)."""

    authenticated = serializers.BooleanField()
    provider = serializers.CharField(allow_null=True)


class OidcIn(serializers.Serializer[Any]):
    """The page to go on to after the sign-in: a path of this site, `/` for any other."""

    next = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="/")


class OidcOut(serializers.Serializer[Any]):
    """The provider's address, for this browser and this sign-in alone."""

    url = serializers.CharField()


class ProjectRolesOut(serializers.Serializer[Any]):
    """A project and one's roles in it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Membership.Role.choices))


class ProfileOut(serializers.Serializer[Any]):
    """Who am I."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField()
    projects = ProjectRolesOut(many=True)
    settings = serializers.DictField()


class PasswordChangeIn(serializers.Serializer[Any]):
    """The present password and the new one."""

    current_password = PasswordField()
    new_password = PasswordField()


class PasswordIn(serializers.Serializer[Any]):
    """One's own password, asked for again."""

    password = PasswordField()


class CodeIn(serializers.Serializer[Any]):
    """A code of the authenticator app."""

    code = CodeField()


class SecondFactorOut(serializers.Serializer[Any]):
    """Whether a second factor is asked for at sign-in, and how many recovery codes are left."""

    enabled = serializers.BooleanField()
    recovery_left = serializers.IntegerField()


class EnrolmentOut(serializers.Serializer[Any]):
    """What an authenticator app needs: typed, as an address, or as a QR code (rows of 0 and 1)."""

    secret = serializers.CharField()
    uri = serializers.CharField()
    qr = serializers.ListField(child=serializers.CharField())


class RecoveryCodesOut(serializers.Serializer[Any]):
    """Single-use codes for when the device is lost; shown once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class TokenIn(serializers.Serializer[Any]):
    """A token's name, what it may do, and when it ends (null: never)."""

    name = serializers.CharField(max_length=100)
    scopes = serializers.MultipleChoiceField(choices=SCOPE_CHOICES, allow_empty=False)
    expires_at = serializers.DateTimeField(allow_null=True, default=None)

    def validate_scopes(self, scopes: set[str]) -> list[str]:
        """In the order of the permissions module, each once."""
        return [scope for scope in SCOPES if scope in scopes]

    def validate_expires_at(self, moment: Any) -> Any:
        """A token that has ended already would only puzzle its owner."""
        if moment is not None and moment <= timezone.now():
            raise serializers.ValidationError("This moment is in the past.", code="in_the_past")
        return moment


class TokenOut(serializers.Serializer[Any]):
    """A token without its text."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPE_CHOICES))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class TokenCreatedOut(TokenOut):
    """A new token with its text, this once."""

    token = serializers.CharField()


class InvitationIn(serializers.Serializer[Any]):
    """The roles that a link gives and how long it counts."""

    roles = RolesField()
    expires_in_days = serializers.IntegerField(min_value=1, max_value=30, default=7)


class InvitationOut(serializers.Serializer[Any]):
    """An open link without its token."""

    id = serializers.UUIDField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Membership.Role.choices))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationCreatedOut(InvitationOut):
    """A new link, shown this once."""

    url = serializers.CharField()


class ProjectRefOut(serializers.Serializer[Any]):
    """A project's names."""

    slug = serializers.CharField()
    name = serializers.CharField()


class InvitationLookupOut(serializers.Serializer[Any]):
    """What a link leads to."""

    project = ProjectRefOut()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Membership.Role.choices))
    expires_at = serializers.DateTimeField()


class InvitationAcceptIn(serializers.Serializer[Any]):
    """A link's token; the name and password of the new account."""

    token = serializers.CharField(max_length=200)
    username = serializers.CharField(max_length=USERNAME_MAX, validators=[UnicodeUsernameValidator()])
    password = PasswordField()


class InvitationJoinIn(serializers.Serializer[Any]):
    """A link's token, used by somebody who is signed in."""

    token = serializers.CharField(max_length=200)


class PasswordResetIn(serializers.Serializer[Any]):
    """A reset link's token and the new password."""

    token = serializers.CharField(max_length=200)
    password = PasswordField()


class ResetLinkIn(serializers.Serializer[Any]):
    """How long the link counts."""

    expires_in_hours = serializers.IntegerField(min_value=24, max_value=72, default=24)


class ResetLinkOut(serializers.Serializer[Any]):
    """A one-time link, shown this once."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class MemberIn(serializers.Serializer[Any]):
    """An account and the roles it gets."""

    username = serializers.CharField(max_length=USERNAME_MAX)
    roles = RolesField()


class MemberRolesIn(serializers.Serializer[Any]):
    """The roles that replace the present ones."""

    roles = RolesField()


class MemberOut(serializers.Serializer[Any]):
    """A person of a project."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField()
    roles = serializers.SerializerMethodField()

    def get_roles(self, member: Any) -> list[str]:
        """The roles in this project."""
        return [membership.role for membership in member.project_memberships]
