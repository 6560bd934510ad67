"""Writing the record of who did what when."""

from typing import Any

from django.db import models

from annotations.models import Event, Project, User


def event_record(
    *,
    action: str,
    subject: models.Model,
    actor: User | None,
    project: Project | None = None,
    facts: dict[str, Any] | None = None,
) -> Event:
    """Append one event; call it inside the transaction of the change itself.

    `action` is noun.verb (`annotation.submitted`); `facts` must be plain JSON values.
    """
    return Event.objects.create(
        action=action,
        actor=actor,
        project=project if project is not None else getattr(subject, "project", None),
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        facts=facts or {},
    )
