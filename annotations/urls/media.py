"""Paths of videos, frames and jobs."""

from django.urls import path

from annotations.views import aids, jobs, media, videos
from annotations.views.files import uploads

urlpatterns = [
    path("videos/", videos.VideoListView.as_view()),
    path("videos/<uuid:video_id>/", videos.VideoView.as_view()),
    path("videos/<uuid:video_id>/reprocess/", videos.VideoReprocessView.as_view()),
    path("videos/<uuid:video_id>/media/", media.MediaView.as_view()),
    path("videos/<uuid:video_id>/frames/", media.FrameTableView.as_view()),
    path("videos/<uuid:video_id>/signals/", aids.SignalsView.as_view()),
    path("videos/<uuid:video_id>/poster.jpg", media.PosterView.as_view()),
    path("videos/<uuid:video_id>/filmstrip.jpg", media.FilmstripView.as_view()),
    *(
        path(
            f"videos/<uuid:video_id>/frames/<int:frame>.{image_format}",
            media.FrameView.as_view(),
            {"image_format": image_format},
        )
        for image_format in media.PICTURE_TYPES
    ),
    path("uploads/", uploads.UploadListView.as_view()),
    path("uploads/<uuid:upload_id>/", uploads.UploadView.as_view()),
    path("uploads/<uuid:upload_id>/parts/<int:offset>/", uploads.UploadPartView.as_view()),
    path("uploads/<uuid:upload_id>/links/", uploads.UploadLinksView.as_view()),
    path("uploads/<uuid:upload_id>/complete/", uploads.UploadCompleteView.as_view()),
    path("jobs/", jobs.JobListView.as_view()),
    path("jobs/<uuid:job_id>/", jobs.JobView.as_view()),
    path("jobs/<uuid:job_id>/cancel/", jobs.JobCancelView.as_view()),
    path("jobs/<uuid:job_id>/retry/", jobs.JobRetryView.as_view()),
]
