"""Paths of the data explorer."""

from django.urls import path

from reviewers.views import explorer

urlpatterns = [
    path("projects/<slug:slug>/explorer/", explorer.ExplorerView.as_view(), name="explorer"),
    path(
        "projects/<slug:slug>/explorer/counts/",
        explorer.ExplorerCountsView.as_view(),
        name="explorer-counts",
    ),
    path(
        "projects/<slug:slug>/explorer/<uuid:video_id>/",
        explorer.ExplorerVideoView.as_view(),
        name="explorer-video",
    ),
]
