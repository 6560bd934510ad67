"""How alike a predicted explanation is to the true one: likeness of words, no judgement of sense."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from reviewers.metrics.text import rouge_l

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LATIN = re.compile(r"[a-z0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextScore:
    """Each 0..100; `rouge_l` is None where the true text has no Latin letter, which is all that it reads."""

    chrf: float
    rouge_l: float | None
    bleu: float


TEXTS = tuple(field.name for field in fields(TextScore))


def text_score(truth: str, predicted: str) -> TextScore | None:
    """Score a predicted explanation against the true one; a missing one scores 0. None without a true one.

    chrF2: Popovic 2015 (sacrebleu, character 6-grams, beta 2). BLEU: Papineni 2002, of one sentence with
    effective order (sacrebleu; Chinese, Japanese and Korean by character). ROUGE-L: Lin 2004, F-measure.
    """
    if not truth:
        return None
    has_latin = LATIN.search(truth) is not None
    if not predicted:
        return TextScore(0.0, 0.0 if has_latin else None, 0.0)
    words = rouge_l(truth, predicted) or 0.0
    return TextScore(
        chrf=float(_chrf().sentence_score(predicted, [truth]).score),
        rouge_l=100 * words if has_latin else None,
        bleu=float(_bleu("zh" if CJK.search(truth) else "13a").sentence_score(predicted, [truth]).score),
    )


@cache
def _chrf() -> CHRF:
    return CHRF()


@cache
def _bleu(tokenizer: str) -> BLEU:
    return BLEU(effective_order=True, tokenize=tokenizer)
