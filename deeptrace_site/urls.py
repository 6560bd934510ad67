"""/api/v1/ from the apps, admin, health, and the built frontend for the rest."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from deeptrace_site import views

urlpatterns = [
    path("api/v1/", include("annotations.urls")),
    path("api/v1/", include("reviewers.urls")),
    path("api/v1/", include("models_service.urls")),
    path("api/v1/", include("deeptrace_site.monitoring.system.urls")),
    path("api/schema/", views.in_english(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="deeptrace_site/api_docs.html")),
    path("admin/", admin.site.urls),
    re_path(r"^(?!api/|admin/|static/|health/|metrics).*$", views.index, name="index"),
]
