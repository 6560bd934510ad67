"""The admin pages of models."""

from models_service.admin import suggestions, training, versions

__all__ = ["suggestions", "training", "versions"]
