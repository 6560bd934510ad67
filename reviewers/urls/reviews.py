"""Paths of reviewing."""

from django.urls import path

from reviewers.views import reviews

urlpatterns = [
    path("reviews/queue/", reviews.ReviewQueueView.as_view(), name="review-queue"),
    path(
        "annotations/<uuid:annotation_id>/accept/", reviews.ReviewAcceptView.as_view(), name="review-accept"
    ),
    path(
        "annotations/<uuid:annotation_id>/return/", reviews.ReviewReturnView.as_view(), name="review-return"
    ),
    path(
        "annotations/<uuid:annotation_id>/reopen/", reviews.ReviewReopenView.as_view(), name="review-reopen"
    ),
]
