"""Paths of evaluations."""

from django.urls import path

from models_service.views import evaluations, ratings

urlpatterns = [
    path("evaluations/", evaluations.EvaluationListView.as_view()),
    path("evaluations/<uuid:evaluation_id>/", evaluations.EvaluationView.as_view()),
    path("evaluations/<uuid:evaluation_id>/judge/", evaluations.EvaluationJudgeView.as_view()),
    path("evaluations/<uuid:evaluation_id>/failures/", evaluations.FailureListView.as_view()),
    path("projects/<slug:slug>/leaderboard/", evaluations.LeaderboardView.as_view()),
    path("ratings/", ratings.RatingView.as_view()),
    path("ratings/next/", ratings.RatingNextView.as_view()),
]
