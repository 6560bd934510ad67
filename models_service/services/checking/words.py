"""What a model does not agree with, as codes and in words."""

from annotations.texts import shown

VERDICT_DIFFERS = "verdict_differs"
NO_OVERLAP = "no_overlap"
SENTENCES = {
    VERDICT_DIFFERS: "The model gives another verdict.",
    NO_OVERLAP: "The model marks nothing where this answer does.",
    "verdict_unlikely": "The model finds this verdict unlikely.",
    "box_unlikely": "The model finds these boxes unlikely.",
    "time_unlikely": "The model finds these onsets unlikely.",
    "reason_unlikely": "The model finds these explanations unlikely.",
}


def reasons_text(codes: list[str]) -> str:
    """The reasons as sentences in the language of the request."""
    return " ".join(shown(SENTENCES[code]) for code in codes if code in SENTENCES)
