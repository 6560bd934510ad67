"""Paths of fine-tuning."""

from django.urls import path

from models_service.views import training_runs

urlpatterns = [
    path("training-runs/", training_runs.TrainingRunListView.as_view()),
    path("training-runs/<uuid:run_id>/", training_runs.TrainingRunView.as_view()),
    path("training-runs/<uuid:run_id>/cancel/", training_runs.TrainingRunCancelView.as_view()),
    path("training-runs/<uuid:run_id>/resume/", training_runs.TrainingRunResumeView.as_view()),
    path("training-runs/<uuid:run_id>/promote/", training_runs.TrainingRunPromoteView.as_view()),
    path("training-runs/<uuid:run_id>/discard/", training_runs.TrainingRunDiscardView.as_view()),
]
