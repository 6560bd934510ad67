"""Writing the record of who did what when."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

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

    `action` is noun.verb (`annotation.submitted`); `facts` must be plain JSON values. Whoever
    settings.EVENT_LISTENERS names is told the action; they may only arrange for work after the commit.
    """
    event = Event.objects.create(
        action=action,
        actor=actor,
        project=project if project is not None else getattr(subject, "project", None),
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        facts=facts or {},
    )
    for listener in settings.EVENT_LISTENERS:
        import_string(listener)(action)
    return event
