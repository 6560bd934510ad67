"""The admin pages of models."""

from models_service.admin import suggestions, versions

__all__ = ["suggestions", "versions"]
