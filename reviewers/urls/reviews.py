"""Paths of reviewing."""

from django.urls import path

from reviewers.views import review_queue, reviews

urlpatterns = [
    path("reviews/queue/", review_queue.ReviewQueueView.as_view(), name="review-queue"),
    path("reviews/queue/counts/", review_queue.ReviewCountsView.as_view(), name="review-counts"),
    path("reviews/next/", review_queue.ReviewNextView.as_view(), name="review-next"),
    path("reviews/answers/", reviews.ReviewAnswersView.as_view(), name="review-answers"),
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
