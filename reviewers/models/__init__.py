"""The tables of judging, one file per noun."""

from reviewers.models.agreement import AgreementReport, AgreementWeek, AnswerTerms, PairTerms
from reviewers.models.gold import Gold, GoldTrace
from reviewers.models.imports import Import
from reviewers.models.reaction import ReactionCursor
from reviewers.models.release import Release
from reviewers.models.review import Review
from reviewers.models.review_case import ReviewCase
from reviewers.models.thread import Comment, Mention, Thread, ThreadRead

__all__ = [
    "AgreementReport",
    "AgreementWeek",
    "AnswerTerms",
    "Comment",
    "Gold",
    "GoldTrace",
    "Import",
    "Mention",
    "PairTerms",
    "ReactionCursor",
    "Release",
    "Review",
    "Thread",
    "ThreadRead",
    "ReviewCase",
]
