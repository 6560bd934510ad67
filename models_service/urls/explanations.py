"""Paths of standardised explanations."""

from django.urls import path

from models_service.views import explanations

urlpatterns = [
    path("projects/<slug:slug>/explanations/", explanations.ExplanationListView.as_view()),
    path("projects/<slug:slug>/explanations/propose/", explanations.ExplanationsProposeView.as_view()),
    path("projects/<slug:slug>/explanations/decide/", explanations.ExplanationsDecideView.as_view()),
    path("explanations/<uuid:explanation_id>/decide/", explanations.ExplanationDecideView.as_view()),
]
