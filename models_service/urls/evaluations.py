"""Paths of evaluations."""

from django.urls import path

from models_service.views import evaluations

urlpatterns = [
    path("evaluations/", evaluations.EvaluationListView.as_view()),
    path("evaluations/<uuid:evaluation_id>/", evaluations.EvaluationView.as_view()),
]
