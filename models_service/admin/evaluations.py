"""The admin page of evaluations."""

from django.contrib import admin

from annotations.admin.base import StaffAdmin
from models_service.models import Evaluation


@admin.register(Evaluation)
class EvaluationAdmin(StaffAdmin):
    """What predictions were scored against what; their numbers are read over REST."""

    list_display = ["release", "model_id", "model_version", "created_by", "created_at", "finished_at"]
    list_filter = ["project"]
    list_select_related = ["release__project", "model_version", "created_by"]
    search_fields = ["model_id", "sha256"]
