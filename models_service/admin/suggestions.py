"""What models said, and what came of it: looked at, never changed."""

from django.contrib import admin

from annotations.admin.base import StaffAdmin
from models_service.models import AgreementCheck, Reward, SuggestionDecision, SuggestionRun


@admin.register(SuggestionRun)
class SuggestionRunAdmin(StaffAdmin):
    """Looks of models at videos."""

    list_display = ["video", "model_version", "p_fake", "parse_ok", "created_at"]
    list_filter = ["project", "parse_ok"]
    list_select_related = ["video", "model_version"]
    search_fields = ["video__video_id"]


@admin.register(SuggestionDecision)
class SuggestionDecisionAdmin(StaffAdmin):
    """What annotators made of suggestions."""

    list_display = ["suggestion", "decision", "made_by", "made_at"]
    list_filter = ["decision"]
    list_select_related = ["suggestion", "made_by"]
    search_fields = ["made_by__username"]


@admin.register(AgreementCheck)
class AgreementCheckAdmin(StaffAdmin):
    """Whether a model agreed with what was handed in."""

    list_display = ["annotation", "model_version", "state", "flagged", "percentile", "made_at"]
    list_filter = ["project", "state", "flagged"]
    list_select_related = ["annotation", "annotation__annotator", "model_version"]
    search_fields = ["annotation__video__video_id"]


@admin.register(Reward)
class RewardAdmin(StaffAdmin):
    """Scores that programs asked for."""

    list_display = ["id", "project", "model_version", "p_fake", "calibrated", "asked_by", "asked_at"]
    list_filter = ["project", "calibrated"]
    list_select_related = ["project", "model_version", "asked_by"]
    search_fields = ["sha256"]
