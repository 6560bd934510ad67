"""The demo's project and five accounts: made once, with random passwords in a file for their owner."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from annotations.models import Membership, Project, User
from annotations.services.events import event_record
from annotations.services.people import password_set
from annotations.services.projects import member_roles_set, project_create
from deeptrace_site.demo.texts import GUIDELINE, PROJECT_NAME

SLUG = "demo"
ACCOUNTS_FILE = "demo-accounts.json"
Role = Membership.Role
ROLES = {
    "annotator": Role.ANNOTATOR,
    "annotator2": Role.ANNOTATOR,
    "reviewer": Role.REVIEWER,
    "researcher": Role.RESEARCHER,
    "admin": Role.ADMIN,
}
# No letters or digits that are taken for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS, GROUP_LENGTH = 4, 4


def accounts_file() -> Path:
    """Where the passwords stand, readable by the owner of the data folder alone."""
    return Path(settings.DATA_DIR) / ACCOUNTS_FILE


def demo_project_make() -> Project:
    """The project with its accounts; what is there already stays as it is."""
    passwords = _passwords()
    people = {name: _person(name, passwords[name]) for name in ROLES}
    admin = people["admin"]
    project = Project.objects.filter(slug=SLUG).first()
    if project is None:
        project = project_create(actor=admin, slug=SLUG, name=PROJECT_NAME, guideline=GUIDELINE)
    for name, role in ROLES.items():
        if not Membership.objects.filter(project=project, user=people[name]).exists():
            member_roles_set(project=project, person=people[name], roles=[role], actor=admin)
    return project


def _passwords() -> dict[str, str]:
    """The passwords in the file; made and written first, so that no account has one that nobody knows."""
    path = accounts_file()
    try:
        known: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        known = {}
    passwords = {name: known.get(name) or _password_new() for name in ROLES}
    if passwords != known:
        _write(path, passwords)
    return passwords


def _password_new() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(PASSWORD_GROUPS))
    return "-".join(groups)


def _write(path: Path, passwords: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(passwords, stream, indent=1)
    os.replace(part, path)


def _person(name: str, password: str) -> User:
    known = User.objects.filter(username=name).first()
    if known is not None:
        return known
    is_admin = ROLES[name] == Role.ADMIN
    with transaction.atomic():
        person = User(username=name, is_staff=is_admin, is_superuser=is_admin)
        person.set_unusable_password()
        person.save()
        event_record(action="person.created", subject=person, actor=None)
    password_set(user=person, password=password, actor=person, action="person.password_set")
    return person
