"""What every worker's sweeper does for models: who serves which queue, who waits, what nobody needs."""

from typing import Any

from celery.signals import worker_ready

from models_service.services.presence import presence_note, waiting_tell
from models_service.services.rewarding.clearing import uploads_forget

_served: set[str] = set()


@worker_ready.connect
def queues_remember(sender: Any = None, **_: Any) -> None:
    """Note which queues this worker serves."""
    _served.update(sender.app.amqp.queues.consume_from if sender is not None else ())


def queue_presence_sweep() -> None:
    """Say that this worker is there, and tell jobs that wait for a GPU worker in vain."""
    presence_note(queues=frozenset(_served))
    waiting_tell()


def reward_files_sweep() -> None:
    """Remove the uploads of rewards that failed and that nobody tried again for a day."""
    uploads_forget()
