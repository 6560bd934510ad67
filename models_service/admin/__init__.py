"""The admin pages of models."""

from models_service.admin import evaluations, suggestions, training, versions

__all__ = ["evaluations", "suggestions", "training", "versions"]
