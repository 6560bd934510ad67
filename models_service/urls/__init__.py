"""REST paths of the machine annotator below /api/v1/, one module per noun."""

from models_service.urls.evaluations import urlpatterns as evaluation_urls
from models_service.urls.explanations import urlpatterns as explanation_urls
from models_service.urls.models import urlpatterns as model_urls
from models_service.urls.suggestions import urlpatterns as suggestion_urls
from models_service.urls.training import urlpatterns as training_urls

urlpatterns = [*evaluation_urls, *explanation_urls, *model_urls, *suggestion_urls, *training_urls]
