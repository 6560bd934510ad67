"""REST paths of reviewers below /api/v1/, one module per noun."""

from reviewers.urls.agreement import urlpatterns as agreement_urls
from reviewers.urls.calibration import urlpatterns as calibration_urls
from reviewers.urls.explorer import urlpatterns as explorer_urls
from reviewers.urls.gold import urlpatterns as gold_urls
from reviewers.urls.releases import urlpatterns as release_urls
from reviewers.urls.reviews import urlpatterns as review_urls
from reviewers.urls.stats import urlpatterns as stats_urls
from reviewers.urls.threads import urlpatterns as thread_urls

urlpatterns = [
    *(*review_urls, *gold_urls, *release_urls, *agreement_urls),
    *(*stats_urls, *thread_urls, *calibration_urls, *explorer_urls),
]
