"""What is kept about people goes when it is old, and nothing that answers stand on."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.models import (
    ActivitySlice,
    Annotation,
    ApiToken,
    Event,
    Invitation,
    Membership,
    Project,
    User,
)
from tests import factories, work

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=400)


def retained(*arguments: str) -> dict[str, int]:
    """What the command says of each kind."""
    out = StringIO()
    call_command("retain", *arguments, stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines() if not line.startswith("Nothing")]
    return {kind: int(count) for kind, count in lines}


@pytest.fixture
def old(project: Project, alice: User) -> Annotation:
    """Everything of a kind twice: from long ago and from now; alice has left."""
    draft = work.draft(project, alice)
    Annotation.objects.filter(pk=draft.pk).update(updated_at=LONG_AGO)
    stays = factories.member_make(project, factories.user_make("stays"), "annotator")
    kept = work.draft(project, stays)
    for number, at in enumerate((LONG_AGO, timezone.now())):
        day: dict[str, Any] = {"active_ms": 1, "keyboard": 0, "pointer": 0}
        ActivitySlice.objects.create(id=f"{number:032x}", annotation=kept, started_at=at, **day)
        ApiToken.objects.create(user=stays, name="x", digest=f"{number:064x}", revoked_at=at)
        Invitation.objects.create(
            project=project, digest=f"{number:064x}", created_by=stays, expires_at=at, roles=[]
        )
    Annotation.objects.filter(pk=kept.pk).update(updated_at=LONG_AGO)
    Membership.objects.filter(user=alice).delete()
    return draft


EXPECTED = {"activity": 1, "copies": 0, "drafts": 1, "invitations": 1, "links": 0}


def test_it_only_counts_unless_asked(old: Annotation) -> None:
    assert EXPECTED.items() <= retained().items()
    assert Annotation.objects.filter(pk=old.pk).exists()
    assert retained()["tokens"] == 1


def test_what_is_old_goes_and_the_rest_stays(old: Annotation, project: Project) -> None:
    assert EXPECTED.items() <= retained("--apply").items()
    assert not any(retained().values())
    assert Annotation.objects.count() == 1  # of somebody who is still there
    assert (ActivitySlice.objects.count(), ApiToken.objects.count(), Invitation.objects.count()) == (1, 1, 1)
    assert Event.objects.get(action="project.drafts_expired").facts["drafts"] == 1


def test_answers_that_were_handed_in_stay(project: Project, alice: User) -> None:
    answer = work.draft(project, alice)
    Annotation.objects.filter(pk=answer.pk).update(status="submitted", verdict="real", updated_at=LONG_AGO)
    Membership.objects.filter(user=alice).delete()
    retained("--apply")
    assert Annotation.objects.filter(pk=answer.pk).exists()


def test_one_kind_alone(old: Annotation) -> None:
    assert retained("--apply", "--only", "tokens") == {"tokens": 1}
    assert retained()["drafts"] == 1


def test_work_under_way_is_out_of_reach() -> None:
    with pytest.raises(CommandError, match="30 or more"):
        retained("--days", "1")
