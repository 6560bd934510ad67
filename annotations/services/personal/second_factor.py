"""The optional second factor: one-time codes of an authenticator app (RFC 6238), and recovery codes."""

import base64
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from annotations.errors import (
    SecondFactorRequiredError,
    SecondFactorWrongError,
    SignInThrottledError,
    WrongStateError,
)
from annotations.models import SecondFactor, User
from annotations.services.events import event_record
from annotations.services.people import password_confirm
from annotations.tokens import token_digest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "DeepTrace"
STEP_S = 30
DIGITS = 6
#: Clocks differ: the code before and the one after count as well.
STEPS_OFF = (0, -1, 1)
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 8


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs: the secret in base32, and as an otpauth address."""

    secret: str
    uri: str

    @property
    def qr(self) -> list[str]:
        """The address as a QR code: rows of 0 (light) and 1 (dark), without the quiet zone around it."""
        from qrcode.main import QRCode  # noqa: PLC0415 - only whoever sets it up needs it

        code = QRCode(border=0)
        code.add_data(self.uri)
        return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]


def second_factor_begin(*, request: HttpRequest, person: User, password: str) -> Enrolment:
    """A fresh secret; nothing is asked for until a code of it was given (`second_factor_confirm`)."""
    password_confirm(request=request, person=person, current=password, field="password")
    if SecondFactor.objects.filter(user=person).exclude(confirmed_at=None).exists():
        raise WrongStateError("A second factor is set up already: remove it first.")
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    fresh = {"secret": secret, "last_step": 0, "recovery": []}
    SecondFactor.objects.update_or_create(user=person, defaults=fresh)
    return Enrolment(secret, _codes(secret).get_provisioning_uri(person.get_username(), ISSUER))


@transaction.atomic
def second_factor_confirm(*, person: User, code: str) -> list[str]:
    """Begin to ask for it, now that the app gives right codes; the recovery codes, shown this once."""
    factor = SecondFactor.objects.filter(user=person, confirmed_at=None).first()
    if factor is None:
        raise WrongStateError("No second factor is being set up.")
    if not _code_use(factor, code):
        raise SecondFactorWrongError("This code is not right: is the clock of the device?")
    codes = [secrets.token_hex(RECOVERY_BYTES) for _ in range(RECOVERY_CODES)]
    digests = [token_digest(each) for each in codes]
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now(), recovery=digests)
    event_record(action="person.second_factor_added", subject=person, actor=person)
    return codes


def second_factor_remove(*, request: HttpRequest, person: User, password: str) -> None:
    """Ask for the password alone from here on."""
    password_confirm(request=request, person=person, current=password, field="password")
    with transaction.atomic():
        removed, _ = SecondFactor.objects.filter(user=person).delete()
        if removed:
            event_record(action="person.second_factor_removed", subject=person, actor=person)


def second_factor_check(*, request: HttpRequest, person: User, code: str) -> None:
    """Refuse a sign-in whose code is missing or wrong; wrong ones count like wrong passwords."""
    factor = SecondFactor.objects.filter(user=person).exclude(confirmed_at=None).first()
    if factor is None:
        return
    if not code:
        raise SecondFactorRequiredError("Enter the code that your authenticator app shows.")
    if _code_use(factor, code) or _recovery_use(factor, code):
        return
    credentials = {"username": person.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    if getattr(request, "axes_locked_out", False):
        raise SignInThrottledError("Too many failed sign-ins: wait a while, or ask an admin.")
    raise SecondFactorWrongError("This code is not, or no longer, the right one.")


def _codes(secret: str) -> "TOTP":
    from cryptography.hazmat.primitives.hashes import SHA1  # noqa: PLC0415 - memory of every web process
    from cryptography.hazmat.primitives.twofactor.totp import TOTP  # noqa: PLC0415

    # Every authenticator app knows SHA-1 and six digits, and many nothing else.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303  # nosec B303


def _code_use(factor: SecondFactor, code: str) -> bool:
    """Whether this is a code of about now that was not used yet; from here on it is."""
    step = _step_of(factor.secret, code)
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    return step is not None and bool(unused.update(last_step=step))


def _step_of(secret: str, code: str) -> int | None:
    from cryptography.hazmat.primitives.twofactor import InvalidToken  # noqa: PLC0415

    now = int(time.time()) // STEP_S
    for step in (now + off for off in STEPS_OFF):
        with suppress(InvalidToken):
            _codes(secret).verify(code.replace(" ", "").encode(), step * STEP_S)
            return step
    return None


def _recovery_use(factor: SecondFactor, code: str) -> bool:
    """Whether this is a recovery code that is left; it is not any more."""
    digest = token_digest(code.strip().lower())
    with transaction.atomic():
        held = SecondFactor.objects.select_for_update().get(pk=factor.pk)
        if digest not in held.recovery:
            return False
        held.recovery.remove(digest)
        held.save(update_fields=["recovery"])
        event_record(action="person.recovery_code_used", subject=factor.user, actor=factor.user)
    return True
