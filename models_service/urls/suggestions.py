"""Paths of suggestions."""

from django.urls import path

from models_service.views import checks, report, rewards, suggestions

urlpatterns = [
    path("suggestion-jobs/", suggestions.SuggestionJobListView.as_view()),
    path("suggestion-jobs/<uuid:suggestion_job_id>/", suggestions.SuggestionJobView.as_view()),
    path("videos/<uuid:video_id>/suggestions/", suggestions.VideoSuggestionsView.as_view()),
    path("suggestions/<uuid:suggestion_id>/decide/", suggestions.SuggestionDecideView.as_view()),
    path("projects/<slug:slug>/suggestion-report/", report.SuggestionReportView.as_view()),
    path("projects/<slug:slug>/suggestion-report.csv", report.SuggestionReportCsvView.as_view()),
    path("annotations/<uuid:annotation_id>/agreement-check/", checks.AgreementCheckView.as_view()),
    path("rewards/", rewards.RewardListView.as_view()),
    path("rewards/batch/", rewards.RewardBatchView.as_view()),
    path("rewards/<uuid:reward_id>/", rewards.RewardView.as_view()),
]
