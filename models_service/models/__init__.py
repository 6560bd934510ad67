"""What the machine annotator is and what it said."""

from models_service.models.check import AgreementCheck
from models_service.models.decision import SuggestionArm, SuggestionDecision
from models_service.models.evaluation import Evaluation, EvaluationRow, JudgeAnswer, Rating
from models_service.models.model_version import ActiveModel, ModelVersion
from models_service.models.presence import QueuePresence
from models_service.models.reward import Reward
from models_service.models.suggestion import Suggestion, SuggestionRun
from models_service.models.training_run import TrainingRun

__all__ = [
    "ActiveModel",
    "AgreementCheck",
    "Evaluation",
    "EvaluationRow",
    "JudgeAnswer",
    "ModelVersion",
    "QueuePresence",
    "Rating",
    "Reward",
    "Suggestion",
    "SuggestionArm",
    "SuggestionDecision",
    "SuggestionRun",
    "TrainingRun",
]
