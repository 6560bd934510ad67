"""The machine annotator: suggestions, checks, rewards, fine-tuning and evaluation."""

from django.apps import AppConfig


class ModelsServiceConfig(AppConfig):
    """Model versions and what they say about videos."""

    name = "models_service"
    verbose_name = "Models"
