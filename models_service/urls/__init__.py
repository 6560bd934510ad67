"""REST paths of the machine annotator below /api/v1/, one module per noun."""

from models_service.urls.models import urlpatterns as model_urls
from models_service.urls.suggestions import urlpatterns as suggestion_urls
from models_service.urls.training import urlpatterns as training_urls

urlpatterns = [*model_urls, *suggestion_urls, *training_urls]
