"""Whether somebody serves a queue, and what that means for a model version."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from models_service.models import ModelVersion, QueuePresence
from models_service.selectors.versions import HEURISTICS

GPU = "gpu"
PRESENT_FOR = timedelta(seconds=90)
NO_WORKER = "No GPU worker serves the queue: this waits until one is started."


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """Whether the model could work now, found out without loading anything."""

    ok: bool
    detail: str
    device: str


def queue_of(model: ModelVersion) -> str:
    """The Celery queue whose workers run this model."""
    return "default" if model.backend in HEURISTICS else GPU


def gpu_served() -> bool:
    """Whether a GPU worker was heard of lately: 1 query."""
    return QueuePresence.objects.filter(queue=GPU, seen_at__gt=timezone.now() - PRESENT_FOR).exists()


def model_health(model: ModelVersion, *, served: bool) -> ModelHealth:
    """`served` is whether a GPU worker is there."""
    if model.backend in HEURISTICS:
        return ModelHealth(ok=True, detail="", device="cpu")
    return ModelHealth(ok=served, detail="" if served else NO_WORKER, device=GPU if served else "")
