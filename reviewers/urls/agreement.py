"""Paths of agreement."""

from django.urls import path

from reviewers.views import agreement

urlpatterns = [
    path("projects/<slug:slug>/agreement/", agreement.AgreementView.as_view()),
    path("projects/<slug:slug>/agreement.csv", agreement.AgreementCsvView.as_view()),
]
