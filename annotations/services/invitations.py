"""One-time links: into a project, and to a new password."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.errors import InvalidInputError, InvitationInvalidError, NotYoursError
from annotations.models import Invitation, Membership, PasswordReset, Project, SecondFactor, User
from annotations.selectors.access import Role, role_require
from annotations.selectors.people import invitation_by_token, invitations_open
from annotations.services.events import event_record
from annotations.services.people import password_check
from annotations.tokens import token_digest, token_new


@transaction.atomic
def invitation_create(
    *, project: Project, actor: User, roles: list[str], expires_in_days: int
) -> tuple[Invitation, str]:
    """A one-time link into the project and its token, shown once."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    token = token_new()
    invitation = Invitation.objects.create(
        project=project,
        roles=sorted(set(roles)),
        digest=token_digest(token),
        created_by=actor,
        expires_at=timezone.now() + timedelta(days=expires_in_days),
    )
    facts = {"roles": invitation.roles, "expires_at": invitation.expires_at.isoformat()}
    event_record(action="invitation.created", subject=invitation, actor=actor, facts=facts)
    return invitation, token


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, actor: User) -> None:
    """Close an unused link; doing it twice changes nothing."""
    role_require(project=invitation.project, user=actor, roles=[Role.ADMIN])
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    ):
        event_record(action="invitation.revoked", subject=invitation, actor=actor)


def invitation_accept(*, token: str, username: str, password: str) -> User:
    """Make an account with the invitation's roles; the link counts once."""
    invitation = invitation_by_token(token=token)
    user = User(username=username)
    _username_check(username)
    password_check(password=password, user=user, field="password")
    user.set_password(password)  # slow on purpose, so it stays outside the transaction
    try:
        with transaction.atomic():
            _invitation_use(invitation)
            user.save()
            _invitation_roles_give(invitation, user)
    except IntegrityError as error:
        raise _username_taken() from error
    return user


@transaction.atomic
def invitation_join(*, token: str, person: User) -> User:
    """Give the invitation's roles to somebody who has an account already."""
    invitation = invitation_by_token(token=token)
    _invitation_use(invitation)
    _invitation_roles_give(invitation, person)
    return person


def _invitation_use(invitation: Invitation) -> None:
    used = invitations_open().filter(pk=invitation.pk).update(used_at=timezone.now())
    if not used:
        raise InvitationInvalidError("This invitation is unknown, used or expired.")


def _invitation_roles_give(invitation: Invitation, person: User) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(used_by=person)
    rows = [Membership(project=invitation.project, user=person, role=role) for role in invitation.roles]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)
    facts = {"roles": invitation.roles, "person": person.pk}
    event_record(action="invitation.accepted", subject=invitation, actor=person, facts=facts)


def _username_check(username: str) -> None:
    if User.objects.filter(username__iexact=username).exists():
        raise _username_taken()


def _username_taken() -> InvalidInputError:
    detail = "Somebody has this name already."
    return InvalidInputError([{"field": "username", "code": "username_taken", "detail": detail}])


def reset_link_create(
    *, project: Project, person: User, actor: User, expires_in_hours: int
) -> tuple[PasswordReset, str]:
    """A one-time link with which a member chooses a new password, and its token, shown once."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    _reset_require(person=person, actor=actor)
    token = token_new()
    now = timezone.now()
    with transaction.atomic():
        reset = PasswordReset.objects.create(
            user=person,
            digest=token_digest(token),
            created_by=actor,
            expires_at=now + timedelta(hours=expires_in_hours),
        )
        facts = {"expires_at": reset.expires_at.isoformat()}
        event_record(
            action="person.reset_link_created", subject=person, actor=actor, project=project, facts=facts
        )
    return reset, token


def _reset_require(*, person: User, actor: User) -> None:
    """Whoever sets a password gains all that its owner may do: more than the actor's own is refused."""
    if actor.is_staff:
        return
    if person.is_staff or person.is_superuser:
        raise NotYoursError("Only a site admin can reset the password of a site admin.")
    mine = Membership.objects.filter(user=actor, role=Role.ADMIN).values("project")
    if Membership.objects.filter(user=person).exclude(project__in=mine).exists():
        raise NotYoursError("This person also belongs to a project that is not yours: ask a site admin.")


def password_reset(*, token: str, password: str) -> None:
    """Set a new password by a one-time link; sessions and other links of this person end."""
    reset = _resets_open().filter(digest=token_digest(token)).select_related("user").first()
    if reset is None:
        raise _reset_invalid()
    user = reset.user
    password_check(password=password, user=user, field="password")
    user.set_password(password)
    with transaction.atomic():
        if not _resets_open().filter(pk=reset.pk).update(used_at=timezone.now()):
            raise _reset_invalid()
        _resets_open().filter(user=user).update(used_at=timezone.now())
        User.objects.filter(pk=user.pk).update(password=user.password)
        # Whoever lost the device asks for a link as well: the admin who gave it knows the person.
        SecondFactor.objects.filter(user=user).delete()
        event_record(action="person.password_reset", subject=user, actor=user)


def _resets_open() -> QuerySet[PasswordReset]:
    return PasswordReset.objects.filter(Q(used_at=None, expires_at__gt=timezone.now(), user__is_active=True))


def _reset_invalid() -> InvitationInvalidError:
    return InvitationInvalidError("This link is unknown, used or expired.")
