"""REST paths of annotations below /api/v1/, one module per group of nouns."""

from annotations.urls.media import urlpatterns as media_urls
from annotations.urls.people import urlpatterns as people_urls
from annotations.urls.work import urlpatterns as work_urls

urlpatterns = [*people_urls, *media_urls, *work_urls]
