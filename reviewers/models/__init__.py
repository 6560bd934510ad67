"""The tables of judging, one file per noun."""

from reviewers.models.agreement import AgreementReport, AgreementWeek, AnswerTerms, PairTerms
from reviewers.models.calibration import (
    CalibrationSecret,
    ClipCheck,
    ExtraAttempt,
    GoldClip,
    QualificationRound,
)
from reviewers.models.gold import Gold, GoldTrace
from reviewers.models.imports import Import
from reviewers.models.reaction import ReactionCursor
from reviewers.models.release import FirstFrame, Release
from reviewers.models.review import Review
from reviewers.models.review_case import ReviewCase
from reviewers.models.standardised import StandardisedExplanation
from reviewers.models.stats import KeptStats
from reviewers.models.thread import Comment, Mention, Thread, ThreadRead

__all__ = [
    "AgreementReport",
    "AgreementWeek",
    "AnswerTerms",
    "Comment",
    "CalibrationSecret",
    "ClipCheck",
    "ExtraAttempt",
    "FirstFrame",
    "Gold",
    "GoldClip",
    "GoldTrace",
    "Import",
    "KeptStats",
    "Mention",
    "PairTerms",
    "QualificationRound",
    "ReactionCursor",
    "Release",
    "Review",
    "StandardisedExplanation",
    "Thread",
    "ThreadRead",
    "ReviewCase",
]
