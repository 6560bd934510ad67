"""People and what lets them in: accounts, roles, tokens, one-time links."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from annotations.models.project import Project


class User(AbstractUser):
    """A person with an account; roles are per project (Membership)."""

    settings = models.JSONField(default=dict, blank=True)
    notices_seen_until = models.DateTimeField(null=True, blank=True)


class Membership(models.Model):
    """One role of one person in one project; a person may hold several."""

    class Role(models.TextChoices):
        """What a member may do."""

        ANNOTATOR = "annotator"
        REVIEWER = "reviewer"
        RESEARCHER = "researcher"
        ADMIN = "admin"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    qualified_at = models.DateTimeField(
        null=True, blank=True, help_text="when an annotator passed the qualification round, or was let pass"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "role"], name="membership_unique_role")
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class ApiToken(models.Model):
    """A program's key: only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Invitation(models.Model):
    """A one-time link into a project with given roles; only the token's SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    roles = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_made")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation to {self.project}"


class PasswordReset(models.Model):
    """A one-time link with which a person chooses a new password; made by an admin."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_resets")
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"password reset of {self.user}"


class SecondFactor(models.Model):
    """A person's authenticator app: one-time codes by RFC 6238, and single-use recovery codes as SHA-256."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=64, help_text="base32")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="from then on it is asked for")
    last_step = models.BigIntegerField(
        default=0, help_text="the 30 s step of the last code: none counts twice"
    )
    recovery = models.JSONField(default=list, help_text="digests of the recovery codes that are left")

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class OutsideIdentity(models.Model):
    """Who a person is at an OpenID provider: its subject, which never changes, as names and addresses do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_identity_unique_subject"),
            models.UniqueConstraint(fields=["user", "issuer"], name="outside_identity_one_per_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.issuer}"
