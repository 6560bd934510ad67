"""Paths of suggestions."""

from django.urls import path

from models_service.views import suggestions

urlpatterns = [
    path("suggestion-jobs/", suggestions.SuggestionJobListView.as_view()),
    path("suggestion-jobs/<uuid:suggestion_job_id>/", suggestions.SuggestionJobView.as_view()),
    path("videos/<uuid:video_id>/suggestions/", suggestions.VideoSuggestionsView.as_view()),
    path("suggestions/<uuid:suggestion_id>/decide/", suggestions.SuggestionDecideView.as_view()),
]
