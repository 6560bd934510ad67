"""Paths of gold."""

from django.urls import path

from reviewers.views import gold

urlpatterns = [
    path("videos/<uuid:video_id>/gold/", gold.GoldView.as_view()),
    path("videos/<uuid:video_id>/gold/revert/", gold.GoldRevertView.as_view()),
]
