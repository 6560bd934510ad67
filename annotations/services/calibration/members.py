"""Who has qualified for a project's real videos."""

from django.db import transaction
from django.utils import timezone

from annotations.errors import NotFoundError
from annotations.models import Membership, Project, User
from annotations.selectors.access import Role
from annotations.services.events import event_record


@transaction.atomic
def member_qualify(*, project: Project, person: User, actor: User | None, how: str) -> bool:
    """Let an annotator begin with real videos; False where they might already."""
    own = Membership.objects.filter(project=project, user=person, role=Role.ANNOTATOR)
    if not own.exists():
        raise NotFoundError("The project has no such annotator.")
    if not own.filter(qualified_at=None).update(qualified_at=timezone.now()):
        return False
    facts = {"person": person.pk, "how": how}
    event_record(action="member.qualified", subject=project, actor=actor, project=project, facts=facts)
    return True


@transaction.atomic
def member_disqualify(*, project: Project, person: User, actor: User) -> bool:
    """Ask an annotator to pass the round before the next new video; False where nothing changes."""
    own = Membership.objects.filter(project=project, user=person, role=Role.ANNOTATOR)
    if not own.filter(qualified_at__isnull=False).update(qualified_at=None):
        return False
    facts = {"person": person.pk}
    event_record(action="member.disqualified", subject=project, actor=actor, project=project, facts=facts)
    return True
