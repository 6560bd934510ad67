"""What every worker's sweeper does for models: who serves which queue, and who waits."""

from typing import Any

from celery.signals import worker_ready

from models_service.services.presence import presence_note, waiting_tell

_served: set[str] = set()


@worker_ready.connect
def queues_remember(sender: Any = None, **_: Any) -> None:
    """Note which queues this worker serves."""
    _served.update(sender.app.amqp.queues.consume_from if sender is not None else ())


def queue_presence_sweep() -> None:
    """Say that this worker is there, and tell jobs that wait for a GPU worker in vain."""
    presence_note(queues=frozenset(_served))
    waiting_tell()
