"""Model versions and which of them speaks where."""

from django.contrib import admin

from annotations.admin.base import StaffAdmin
from models_service.models import ActiveModel, ModelVersion


@admin.register(ModelVersion)
class ModelVersionAdmin(StaffAdmin):
    """Model versions are made by commands, training runs and REST; here they are looked at."""

    list_display = ["name", "backend", "version", "project", "status", "created_at"]
    list_filter = ["backend", "status", "project"]
    list_select_related = ["project"]
    search_fields = ["name", "version"]


@admin.register(ActiveModel)
class ActiveModelAdmin(StaffAdmin):
    """Which model speaks in which project."""

    list_display = ["project", "model_version", "activated_by", "activated_at"]
    list_select_related = ["project", "model_version", "activated_by"]
    search_fields = ["project__name", "model_version__name"]
