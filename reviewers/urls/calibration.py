"""Paths of gold clips, qualification and reliability."""

from django.urls import path

from reviewers.views.calibration import clips, qualification, reliability

urlpatterns = [
    path("projects/<slug:slug>/gold-clips/", clips.GoldClipListView.as_view()),
    path("projects/<slug:slug>/gold-clips/<uuid:video_id>/", clips.GoldClipView.as_view()),
    path("projects/<slug:slug>/qualification/", qualification.QualificationView.as_view()),
    path("projects/<slug:slug>/qualification/start/", qualification.QualificationStartView.as_view()),
    path("projects/<slug:slug>/qualifications/", qualification.QualificationListView.as_view()),
    path(
        "projects/<slug:slug>/qualifications/<int:user_id>/", qualification.QualificationDecideView.as_view()
    ),
    path("projects/<slug:slug>/reliability/", reliability.ReliabilityView.as_view()),
    path("projects/<slug:slug>/reliability.csv", reliability.ReliabilityCsvView.as_view()),
    path("projects/<slug:slug>/my-reliability/", reliability.MyReliabilityView.as_view()),
    path("annotations/<uuid:annotation_id>/feedback/", qualification.FeedbackView.as_view()),
]
