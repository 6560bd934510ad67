"""Paths of model versions."""

from django.urls import path

from models_service.views import models

urlpatterns = [
    path("models/", models.ModelListView.as_view()),
    path("models/<uuid:model_id>/", models.ModelView.as_view()),
    path("models/<uuid:model_id>/activate/", models.ModelActivateView.as_view()),
    path("models/<uuid:model_id>/calibrate/", models.ModelCalibrateView.as_view()),
    path("models/<uuid:model_id>/discard/", models.ModelDiscardView.as_view()),
]
