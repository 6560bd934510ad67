"""What the machine annotator is and what it said."""

from models_service.models.model_version import ActiveModel, ModelVersion

__all__ = ["ActiveModel", "ModelVersion"]
