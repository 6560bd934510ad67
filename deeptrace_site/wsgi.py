"""The WSGI entry for gunicorn."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from deeptrace_site.processes.slow_bodies import bodies_limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
application = bodies_limited(get_wsgi_application())

# What is loaded now stays until the end: no collection in the middle of a request walks it again (100 ms),
# and the first request does not wait for its URLs.
import_module("deeptrace_site.urls")
gc.collect()
gc.freeze()
