"""What is learnt: the question and the answer of each ablation, and the answer's tokens alone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from models_service.prompts import ABLATIONS, QUESTION
from models_service.training.collator import AnswerCollator
from models_service.training.config import ModelFiles, TrainingConfig, TrainingSettings
from models_service.training.loss import IGNORED, sparse_loss
from models_service.training.weights import model_load
from tests.models_service.training.learning import KINDS, scene_sample

BOX = "the coordinates of the unnatural parts in [x0, y0, x1, y1] format"
TIME = "the starting time of them"
FAKE = "FAKE. The video is AI-generated."
PLACE = "The unnatural part is at [10, 12, 70, 52]"
REASON = "The reason is because the hand melts into the cup."
# ablation -> what the question asks for, and the answer about fake-1
WORDS = {
    "none": (f"{BOX}, {TIME}, and an explanation", f"{FAKE} {PLACE} starting 0.5 seconds. {REASON}"),
    "no_time": (f"{BOX} and an explanation", f"{FAKE} {PLACE}. {REASON}"),
    "no_explanation": (f"{BOX} and {TIME}", f"{FAKE} {PLACE} starting 0.5 seconds."),
    "no_time_no_explanation": (BOX, f"{FAKE} {PLACE}."),
    "no_box": (
        f"{TIME} and an explanation",
        f"{FAKE} The unnatural part is starting 0.5 seconds. {REASON}",
    ),
}
REAL = "REAL. The video is real. There is no unnatural part."


@pytest.fixture(scope="module", params=list(KINDS))
def learner(request: pytest.FixtureRequest, models_dir: Path) -> tuple[Any, TrainingConfig]:
    """A processor and what a run with it is told."""
    files = ModelFiles(request.param, KINDS[request.param])
    _, processor = model_load(models_dir, files, torch.float32)
    settings = TrainingSettings(fps=1.0, visual_budget=80)
    return processor, TrainingConfig(str(models_dir), files, "full", "none", 0, settings, {})


@pytest.mark.parametrize("ablation", list(ABLATIONS))
def test_each_ablation_asks_and_answers_without_what_it_leaves_out(ablation: str, learner: Any) -> None:
    processor, config = learner
    collator = AnswerCollator(processor, KINDS[config.base.backend], replace(config, ablation=ablation))
    batch = collator([scene_sample("fake-1"), scene_sample("real-1")])
    asked, answer = WORDS[ablation]
    question = f"{QUESTION}, and provide {asked}."
    for tokens, labels, expected in zip(batch["input_ids"], batch["labels"], (answer, REAL), strict=True):
        assert question in processor.tokenizer.decode(tokens)
        assert processor.tokenizer.decode(labels[labels != IGNORED]).strip() == f"{expected}<|im_end|>"


def test_the_loss_of_the_answers_is_that_of_all_positions() -> None:
    """The short way against the dense one; over several micro-batches the sum is shared by all tokens."""
    torch.manual_seed(0)
    head, hidden = nn.Linear(8, 30), torch.randn(2, 12, 8)
    labels = torch.full((2, 12), IGNORED)
    labels[0, 5:9], labels[1, 7:] = torch.randint(30, (4,)), torch.randint(30, (5,))
    logits = head(hidden)[:, :-1].reshape(-1, 30)
    dense = functional.cross_entropy(logits, labels[:, 1:].reshape(-1), ignore_index=IGNORED)
    assert torch.allclose(sparse_loss(head, hidden, labels), dense)
    assert torch.allclose(sparse_loss(head, hidden, labels, 18), dense / 2)
