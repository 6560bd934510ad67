"""How alike two explanations are: a similarity, never an agreement."""

from functools import cache

from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer
from sacrebleu.metrics.chrf import CHRF


def chrf2(a: str, b: str) -> float:
    """Return the mean chrF2 of either text as the other's reference, in [0, 1]: symmetric, any language.

    Source: Popovic 2015, chrF (sacrebleu, character 6-grams, beta 2).
    """
    metric = _chrf()
    there = metric.sentence_score(a, [b]).score
    back = metric.sentence_score(b, [a]).score
    return float((there + back) / 200)


def rouge_l(a: str, b: str) -> float | None:
    """Return the F-measure of ROUGE-L, in [0, 1]; None where its tokens (a-z, 0-9) leave nothing of a text.

    Source: Lin 2004 (rouge-score). Its tokeniser knows Latin letters only: two equal Chinese texts would
    score 0.
    """
    words = _words()
    if not words.tokenize(a) or not words.tokenize(b):
        return None
    return float(_rouge().score(a, b)["rougeL"].fmeasure)


@cache
def _chrf() -> CHRF:
    return CHRF()


@cache
def _rouge() -> RougeScorer:
    return RougeScorer(["rougeL"], tokenizer=_words())


@cache
def _words() -> DefaultTokenizer:
    return DefaultTokenizer(use_stemmer=False)
