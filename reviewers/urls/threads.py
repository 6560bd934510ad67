"""Paths of threads."""

from django.urls import path

from reviewers.views import threads

urlpatterns = [
    path("threads/", threads.ThreadListView.as_view()),
    path("threads/<uuid:thread_id>/", threads.ThreadView.as_view()),
    path("threads/<uuid:thread_id>/comments/", threads.ThreadCommentsView.as_view()),
    path("threads/<uuid:thread_id>/resolve/", threads.ThreadResolveView.as_view()),
    path("threads/<uuid:thread_id>/reopen/", threads.ThreadReopenView.as_view()),
    path("threads/<uuid:thread_id>/read/", threads.ThreadReadView.as_view()),
    path("projects/<slug:slug>/thread-counts/", threads.ThreadCountsView.as_view()),
    path("projects/<slug:slug>/thread-people/", threads.ThreadPeopleView.as_view()),
]
