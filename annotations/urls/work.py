"""Paths of the queue, assignments and annotations."""

from django.urls import path

from annotations.views import activity, aids, annotations, assignments, queue

urlpatterns = [
    path("queue/next/", queue.QueueNextView.as_view(), name="queue-next"),
    path("assignments/", assignments.AssignmentsGiveView.as_view(), name="assignments-give"),
    path(
        "assignments/<uuid:assignment_id>/heartbeat/",
        assignments.AssignmentHeartbeatView.as_view(),
        name="assignment-heartbeat",
    ),
    path(
        "assignments/<uuid:assignment_id>/release/",
        assignments.AssignmentReleaseView.as_view(),
        name="assignment-release",
    ),
    path(
        "assignments/<uuid:assignment_id>/skip/",
        assignments.AssignmentSkipView.as_view(),
        name="assignment-skip",
    ),
    path("annotations/", annotations.AnnotationListView.as_view(), name="annotation-list"),
    path("annotations/<uuid:annotation_id>/", annotations.AnnotationView.as_view(), name="annotation"),
    path(
        "annotations/<uuid:annotation_id>/submit/",
        annotations.AnnotationSubmitView.as_view(),
        name="annotation-submit",
    ),
    path("annotations/<uuid:annotation_id>/lock/", annotations.AnnotationLockView.as_view()),
    path(
        "annotations/<uuid:annotation_id>/withdraw/",
        annotations.AnnotationWithdrawView.as_view(),
        name="annotation-withdraw",
    ),
    path(
        "annotations/<uuid:annotation_id>/history/",
        annotations.AnnotationHistoryView.as_view(),
        name="annotation-history",
    ),
    path(
        "annotations/<uuid:annotation_id>/revisions/<int:revision>/",
        annotations.AnnotationRevisionView.as_view(),
    ),
    path("annotations/<uuid:annotation_id>/track/", aids.TrackListView.as_view()),
    path("annotations/<uuid:annotation_id>/track/<uuid:job_id>/", aids.TrackView.as_view()),
    path("annotations/<uuid:annotation_id>/activity/", activity.AnnotationActivityView.as_view()),
    path("annotations/<uuid:annotation_id>/copies/", annotations.CopyListView.as_view()),
    path("annotations/<uuid:annotation_id>/copies/<uuid:copy_id>/", annotations.CopyView.as_view()),
]
