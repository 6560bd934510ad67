"""Paths of the page "System"."""

from django.urls import path

from deeptrace_site.monitoring.system import views

urlpatterns = [
    path("system/", views.SystemView.as_view()),
    path("system/jobs/", views.SystemJobListView.as_view()),
    path("system/jobs/retry/", views.FailedRetryView.as_view()),
]
