"""Training runs in the admin."""

from django.contrib import admin

from annotations.admin.base import StaffAdmin
from models_service.models import TrainingRun


@admin.register(TrainingRun)
class TrainingRunAdmin(StaffAdmin):
    """Training runs are made by REST and by `manage.py train`; here they are looked at."""

    list_display = ["__str__", "project", "base", "candidate", "decision", "created_at"]
    list_filter = ["project", "method", "decision"]
    list_select_related = ["project", "release__project", "base", "candidate"]
    search_fields = ["project__name", "base__name"]
