"""The model version that a finished run makes: where its files lie, how it is asked, its card."""

import json
from typing import Any

from models_service.models import ModelVersion, TrainingRun
from models_service.prompts import prompt_ablated
from models_service.services.training.preparing import FOLDER
from models_service.training.card import CardFacts, card_text
from models_service.training.config import RunFolder

SAMPLED_BY = ("fps", "max_frames", "visual_budget")


def candidate_make(training: TrainingRun, folder: RunFolder, metrics: dict[str, Any]) -> ModelVersion:
    """Write the candidate; it speaks nowhere before somebody promotes it."""
    outcome = json.loads(folder.outcome.read_text())
    version = f"{outcome['digest'][:40]}-{training.pk.hex[:8]}"
    facts = CardFacts(
        name=_name(training),
        version=version,
        base=f"{training.base.name} ({training.base.version})",
        release=str(training.release),
        method=training.method,
        ablation=training.ablation,
        seed=training.seed,
        settings=training.options,
        counts=training.counts,
        outcome=outcome,
        metrics=metrics,
    )
    card = card_text(facts)
    (folder.model / "README.md").write_text(card)
    return ModelVersion.objects.create(
        name=facts.name,
        backend=training.base.backend,
        version=version,
        project=training.project,
        folder=f"{FOLDER}/{folder.path.name}/{folder.model.name}",
        base=training.base,
        status=ModelVersion.Status.CANDIDATE,
        coordinates=training.base.coordinates,
        sampling={name: training.options[name] for name in SAMPLED_BY},
        prompt_version=prompt_ablated(training.ablation).version,
        card=card,
        created_by=training.created_by,
    )


def _name(training: TrainingRun) -> str:
    return f"{training.base.name[:60]} + {training.release} ({training.method})"[:120]
