"""Paths of the dashboard's numbers."""

from django.urls import path

from reviewers.services.stats.report import TABLES
from reviewers.views import stats

urlpatterns = [
    path("projects/<slug:slug>/stats/", stats.StatsView.as_view()),
    *(
        path(f"projects/<slug:slug>/stats/{table}.csv", stats.StatsTableView.as_view(), {"table": table})
        for table in TABLES
    ),
]
