"""Paths of one video's answers side by side and of its gold."""

from django.urls import path

from reviewers.views import gold, panel

urlpatterns = [
    path("videos/<uuid:video_id>/panel/", panel.PanelView.as_view()),
    path("videos/<uuid:video_id>/gold/", gold.GoldView.as_view()),
    path("videos/<uuid:video_id>/gold/versions/", gold.GoldVersionsView.as_view()),
    path("videos/<uuid:video_id>/gold/revert/", gold.GoldRevertView.as_view()),
]
