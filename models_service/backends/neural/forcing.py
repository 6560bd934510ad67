"""Decoding that cannot leave the template, as a logits processor for `generate()`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from annotations.context.interrupt import interrupt_check
from models_service.backends.base import Verdict
from models_service.backends.neural.grammar import Allowed, Row
from models_service.backends.neural.vocabulary import Kind, Vocabulary

NEVER = -math.inf


class ForcedAnswers:
    """One Row for each row of the batch; used for one call of `generate()`."""

    def __init__(self, rows: Sequence[Row], vocabulary: Vocabulary, temperature: float = 0.0) -> None:
        self.rows, self.vocabulary, self.temperature = rows, vocabulary, temperature
        self.verdicts: list[Verdict] = []
        self._masks: dict[Kind, torch.Tensor] = {}

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """The scores with everything made impossible that the answers do not allow; ends with the work."""
        interrupt_check()
        if not self.verdicts:
            self.verdicts = verdicts_of(scores, self.vocabulary)
        else:
            for row, token in zip(self.rows, input_ids[:, -1].tolist(), strict=True):
                row.take(token)
        allowed = torch.stack([self._mask(row.allowed(), scores) for row in self.rows])
        forced = scores.masked_fill(~allowed, NEVER)
        return forced / self.temperature if self.temperature else forced

    def _mask(self, allowed: Allowed, scores: torch.Tensor) -> torch.Tensor:
        mask = torch.zeros(scores.shape[1], dtype=torch.bool, device=scores.device)
        if allowed.kind is not None:
            mask |= self._of_kind(allowed.kind, scores)
        mask[list(allowed.ids)] = True
        return mask

    def _of_kind(self, kind: Kind, scores: torch.Tensor) -> torch.Tensor:
        if kind not in self._masks:
            mask = torch.zeros(scores.shape[1], dtype=torch.bool, device=scores.device)
            mask[self.vocabulary.kinds[kind]] = True
            self._masks[kind] = mask
        return self._masks[kind]


def verdicts_of(logits: torch.Tensor, vocabulary: Vocabulary) -> list[Verdict]:
    """P(FAKE) for each row out of the logits of the first answer token, [batch, vocabulary].

    Between FAKE and REAL alone; `mass` is what both have of the whole distribution.
    """
    fake, real = logits[:, vocabulary.fake].double(), logits[:, vocabulary.real].double()
    whole = torch.logsumexp(logits.double(), dim=1)
    mass = (fake - whole).exp() + (real - whole).exp()
    margins = (fake - real).tolist()
    return [
        Verdict(p_fake=_sigmoid(margin), mass=min(1.0, part), logit=margin)
        for margin, part in zip(margins, mass.tolist(), strict=True)
    ]


def _sigmoid(margin: float) -> float:
    return 1 / (1 + math.exp(-margin)) if margin >= 0 else math.exp(margin) / (1 + math.exp(margin))
