"""Paths of releases and imports."""

from django.urls import path

from reviewers.views import imports, releases

urlpatterns = [
    path("releases/", releases.ReleaseListView.as_view()),
    path("releases/<slug:project>/<int:version>/", releases.ReleaseView.as_view()),
    path("releases/<slug:project>/<int:version>/<str:name>", releases.ReleaseFileView.as_view()),
    path("imports/", imports.ImportListView.as_view()),
    path("imports/<uuid:import_id>/", imports.ImportView.as_view()),
]
