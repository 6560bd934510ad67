"""What wakes the workers: Celery carries a job's id and nothing else."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils.module_loading import import_string

from annotations.models import Job
from annotations.services.devices.heartbeats import heartbeat_end, heartbeat_write, queues_served
from annotations.services.devices.turns import job_turn
from annotations.services.job_runs import job_execute
from annotations.services.jobs import jobs_claimable, jobs_give_up

logger = logging.getLogger(__name__)
REPUBLISH_AT_MOST = 20
REPUBLISH_WAIT_MAX_S = 300.0
HOUSEKEEP_EVERY_S = 3600.0
BROKER_REST_S = 5.0
_broker = {"away_until": 0.0}


@shared_task(name="run_job")
def run_job(job_id: str) -> None:
    """Do a job, unless somebody has done it or is at it."""
    with job_turn(job_id=UUID(job_id)) as turn:
        job_execute(job_id=turn)


@shared_task(name="housekeep")
def housekeep() -> None:
    """Remove what nobody needs any longer (settings.HOUSEKEEPING); one that fails holds up no other."""
    for function in settings.HOUSEKEEPING:
        try:
            import_string(function)()
        except Exception:
            logger.warning("%s could not clear up; it is called again in an hour.", function, exc_info=True)


def job_publish(job: Job) -> None:
    """Wake a worker once the present transaction is committed; a broker that is away is no error."""
    transaction.on_commit(partial(_send, job.pk, job.queue), robust=True)


def _send(job_id: UUID, queue: str) -> bool:
    return broker_tell(partial(run_job.apply_async, (str(job_id),), queue=queue))


def broker_tell(send: Callable[[], Any]) -> bool:
    """Send a message; whether the broker took it. What it did not take, the sweeper finds.

    A broker that failed a moment ago is left alone, so that people wait once and not with each request.
    """
    if time.monotonic() < _broker["away_until"]:
        return False
    try:
        send()
    except Exception:
        _broker["away_until"] = time.monotonic() + BROKER_REST_S
        logger.warning("The broker did not take a message; the job sweeper goes on with it.", exc_info=True)
        return False
    return True


def _waiting_longest(queue: str) -> list[tuple[UUID, str]]:
    """The jobs of one queue that wait longest, so that a queue without workers holds up no other."""
    rows = jobs_claimable().filter(queue=queue).order_by("created_at")
    return list(rows.values_list("pk", "queue")[:REPUBLISH_AT_MOST])


def _is_still(queue: str) -> bool:
    return not Job.objects.filter(queue=queue, status=Job.Status.RUNNING).exists()


class Sweeper:
    """Publishes again what a broker or a worker lost.

    It runs in every worker: where no worker runs, nobody could do the jobs anyway. A job is published
    again after twice as long each time, so that a long queue does not fill the broker; at once where nothing
    of a queue that this worker serves is done although its jobs wait: then their messages are gone.
    """

    def __init__(self, every_s: float, served: Collection[str] = ()) -> None:
        self.every_s = every_s
        self._served = served
        self._known: dict[UUID, tuple[float, float]] = {}  # job -> when it is due again, and the wait after
        self._housekeep_at = time.monotonic()
        self._stop = threading.Event()

    def start(self) -> None:
        """Sweep in a thread of its own until `stop`."""
        threading.Thread(target=self._loop, name="job sweeper", daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()

    def sweep(self) -> int:
        """Fail what is hopeless, do settings.SWEEPS, publish what is due; returns how many were published."""
        jobs_give_up()
        for sweep in settings.SWEEPS:
            import_string(sweep)()
        waiting = dict(row for queue in settings.JOB_QUEUES for row in _waiting_longest(queue))
        stalled = {queue for queue in self._served if _is_still(queue)}
        known = {job_id for job_id, queue in waiting.items() if queue not in stalled}
        self._known = {job_id: times for job_id, times in self._known.items() if job_id in known}
        return sum(self._publish_if_due(job_id, queue) for job_id, queue in waiting.items())

    def _publish_if_due(self, job_id: UUID, queue: str) -> bool:
        now = time.monotonic()
        due, wait = self._known.get(job_id, (now, self.every_s))
        if now < due:
            return False
        if not _send(job_id, queue):
            return False
        wait = min(wait * 2, REPUBLISH_WAIT_MAX_S)
        self._known[job_id] = (now + wait, wait)
        return True

    def _loop(self) -> None:
        while not self._stop.wait(self.every_s):
            close_old_connections()
            heartbeat_write()
            self.sweep_safely()
            self.housekeep_if_due()
            self._pulse()
        heartbeat_end()
        connection.close()

    def housekeep_if_due(self) -> bool:
        """Do at the start, then hourly, what celery beat asks for where it runs; returns whether it did."""
        now = time.monotonic()
        if settings.BEAT or now < self._housekeep_at:
            return False
        self._housekeep_at = now + HOUSEKEEP_EVERY_S
        housekeep()
        return True

    def _pulse(self) -> None:
        """Touch the file by which a container's health check sees that this worker lives."""
        if settings.WORKER_PULSE:
            Path(settings.WORKER_PULSE).touch()

    def sweep_safely(self) -> None:
        """Sweep; a database or broker that is away is noted, and next time is soon."""
        try:
            self.sweep()
        except Exception:
            logger.warning("The job sweeper could not sweep; it goes on.", exc_info=True)


_sweepers: list[Sweeper] = []


@worker_ready.connect
def sweeper_start(sender: Any = None, **_: Any) -> None:
    """Begin to sweep when the worker is up."""
    served = () if sender is None else tuple(sender.app.amqp.queues.consume_from)
    queues_served(served)
    sweeper = Sweeper(settings.JOB_SWEEP_SECONDS, served)
    _sweepers.append(sweeper)
    sweeper.start()


@worker_shutting_down.connect
def sweeper_stop(**_: Any) -> None:
    """End with the worker."""
    for sweeper in _sweepers:
        sweeper.stop()
