"""Settings: the embedded default unless environment variables say otherwise (docs/settings.md)."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from deeptrace_site import env, oidc
from deeptrace_site.monitoring.logs import logging_settings

if sqlite3.sqlite_version_info < (3, 51, 3):
    # Older SQLite can corrupt a WAL database when two connections checkpoint at once (docs/adr/0007).
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

SOFTWARE_VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.env_str("DEEPTRACE_DATA", str(BASE_DIR / "var"))).resolve()
MEDIA_DIR = Path(env.env_str("DEEPTRACE_MEDIA", str(DATA_DIR / "media"))).resolve()
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = env.env_list("DEEPTRACE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.env_list("DEEPTRACE_TRUSTED_ORIGINS")
HTTPS = env.env_bool("DEEPTRACE_HTTPS", default=False)

INSTALLED_APPS = [
    "deeptrace_site.apps.SiteConfig",
    "models_service.apps.ModelsServiceConfig",
    "reviewers.apps.ReviewersConfig",
    "annotations.apps.AnnotationsConfig",
    "deeptrace_site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
]

MIDDLEWARE = [
    "deeptrace_site.monitoring.health.HealthMiddleware",
    "deeptrace_site.monitoring.metrics.MetricsMiddleware",
    "deeptrace_site.monitoring.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "deeptrace_site.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deeptrace_site.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

OIDC: Any = oidc.provider_read()  # None: whoever reads more of it has asked for that first
if OIDC is not None:  # its library is no weight for a site without a provider
    INSTALLED_APPS += oidc.APPS
    MIDDLEWARE += oidc.MIDDLEWARE

ROOT_URLCONF = "deeptrace_site.urls"
WSGI_APPLICATION = "deeptrace_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.database(env.env_str("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "annotations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
AXES_FAILURE_LIMIT = env.env_int("DEEPTRACE_LOGIN_FAILURES", 8)
AXES_COOLOFF_TIME = env.env_int("DEEPTRACE_LOGIN_COOLOFF_HOURS", 1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "deeptrace_site.views.sign_in_throttled"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are events (annotations.Event)
AXES_CLIENT_IP_CALLABLE = "deeptrace_site.clients.client_ip"
PROXY_COUNT = env.env_int("DEEPTRACE_PROXY_COUNT", 0)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "deeptrace_language"  # from the browser interface, for the other pages
LOCALE_PATHS = [BASE_DIR / "deeptrace_site" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.env_str("DEEPTRACE_STATIC") or None  # for `collectstatic` only
STATICFILES_DIRS = [("deeptrace", FRONTEND_DIST)] if FRONTEND_DIST.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/deeptrace/assets/.+-[A-Za-z0-9_-]{8}\."
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.env_int("DEEPTRACE_SESSION_SECONDS", 14 * 24 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = env.env_int("DEEPTRACE_HSTS_SECONDS", 31536000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS

BODY_SECONDS = env.env_int("DEEPTRACE_BODY_SECONDS", 30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_TEMP_DIR = env.folder(DATA_DIR / "incoming")
FILE_UPLOAD_HANDLERS = ["annotations.uploads.HashingUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotations.authentication.ApiTokenAuthentication",
        "annotations.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["annotations.permissions.SignedInWithScope"],
    "DEFAULT_PAGINATION_CLASS": "annotations.pagination.CursorPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotations.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_THROTTLE_CLASSES": ["annotations.limits.rates.PersonThrottle"],
    "EXCEPTION_HANDLER": "deeptrace_site.api_errors.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "DeepTrace",
    "DESCRIPTION": "Mark, judge and release deepfake traces in AI-generated videos.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "deeptrace_site.openapi.operations.operations_complete",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None, "docExpansion": "none"},
    "ENUM_NAME_OVERRIDES": {
        "AnnotationStatus": "annotations.models.Annotation.Status",
        "ExplanationStatus": "reviewers.models.StandardisedExplanation.Status",
        "JobStatus": "annotations.models.Job.Status",
        "ModelStatus": "models_service.models.ModelVersion.Status",
        "SuggestionDecision": "models_service.serializers.suggestions.DECISIONS",
        "SuggestionPolicy": "annotations.models.Project.SuggestionPolicy",
        "UndefinedReason": "reviewers.serializers.agreement.UNDEFINED",
        "TrainingDecision": "models_service.models.TrainingRun.Decision",
        "ThreadStatus": "reviewers.models.Thread.Status",
        "VerdictEnum": "annotations.models.Annotation.Verdict",
        "VideoKind": "annotations.models.Video.Kind",
        "VideoSplit": "annotations.models.Video.Split",
        "VideoStatus": "annotations.models.Video.Status",
    },
}

CELERY_BROKER_URL = env.env_str("CELERY_BROKER_URL", "filesystem://")
MESSAGES_DIR = DATA_DIR / "messages"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "data_folder_in": env.folder(MESSAGES_DIR / "queue"),
        "data_folder_out": env.folder(MESSAGES_DIR / "queue"),
        "control_folder": env.folder(MESSAGES_DIR / "control"),
        "polling_interval": 0.2,
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    # Redis keeps no list of what workers took: jobs are rows, and a lost one is found by its lease.
    else {
        "ack_emulation": False,
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
)
# Who asks for a job never waits long for the broker: what it does not take at once, the sweeper sends later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"

JOB_LEASE_SECONDS = env.env_int("DEEPTRACE_JOB_LEASE_SECONDS", 30)
JOB_SWEEP_SECONDS = env.env_int("DEEPTRACE_JOB_SWEEP_SECONDS", 5)
# kind -> "module:object" of the shape annotations.services.jobs.JobKind, imported on first use
JOB_KINDS = {
    "ingest": "annotations.services.ingest:INGEST",
    "track": "annotations.services.aids.tracking:TRACK",
    "import": "reviewers.services.import_jobs:IMPORT",
    "release": "reviewers.services.release_jobs:RELEASE",
    "agreement": "reviewers.services.agreement_jobs:AGREEMENT",
    "stats": "reviewers.services.stats.kept:STATS",
    "suggest": "models_service.services.suggesting.job:SUGGEST",
    "train": "models_service.services.training.job:TRAIN",
    "evaluate": "models_service.services.evaluations.job:EVALUATE",
    "standardise": "models_service.services.explanations.proposing:STANDARDISE",
    "agreement_check": "models_service.services.checking.job:CHECK",
    "reward": "models_service.services.rewarding.job:REWARD",
    "calibrate": "models_service.services.calibrating:CALIBRATE",
    "demo": "deeptrace_site.demo.jobs:DEMO",
}
# "module:object" of the shape reviewers.services.reactions.Reaction: what follows from events, by cursor
REACTIONS = [
    "reviewers.services.reactions.review_cases:REVIEW_CASES",
    "reviewers.services.reactions.auto_gold:AUTO_GOLD",
    "reviewers.services.calibration.reaction:CALIBRATION",
    "reviewers.services.take_downs.reaction:TAKE_DOWNS",
    "reviewers.services.reactions.standings:STANDINGS",
    "models_service.services.checking.reaction:MODEL_CHECKS",
    "models_service.services.ranking.reaction:QUEUE_ORDER",
]
# what a release asks of apps further left: name -> function `(project, video_ids) -> Iterator[dict]`
RELEASE_SOURCES = {
    "predictions": "models_service.selectors.released.predictions",
    "suggestions": "models_service.selectors.released.suggestions",
}
# which of these suggestions an answer's traces may not name (annotations knows nothing of models)
SUGGESTIONS_UNKNOWN = "models_service.selectors.suggestions.shown.suggestions_unknown"
# which of these answers were given with suggestions in sight, by the ids of annotations
SUGGESTIONS_SEEN = "models_service.selectors.suggestions.shown.suggestions_seen"
# the ids of the videos of a project that a model proposed traces for (neither does reviewers)
VIDEOS_SUGGESTED = "models_service.selectors.suggestions.shown.videos_suggested"
# functions told the action of each new event, and functions that each worker's sweeper calls
EVENT_LISTENERS = ["reviewers.tasks.reactions_wake"]
SWEEPS = [
    "reviewers.tasks.reactions_sweep",
    "models_service.tasks.queue_presence_sweep",
]
JOB_QUEUES = ("default", "gpu")  # a worker that is given none serves the first
DEVICE = env.env_str("CUDA_VISIBLE_DEVICES", "all")  # whose turns its workers take, one after the other
JOB_MAX_ATTEMPTS = env.env_int("DEEPTRACE_JOB_ATTEMPTS", 5)
GPU_JOB_SECONDS = env.env_int("DEEPTRACE_GPU_JOB_SECONDS", 24 * 3600)
JOB_SECONDS_MAX = {
    "train": env.env_int("DEEPTRACE_TRAINING_SECONDS", 7 * 24 * 3600)
}  # others: GPU_JOB_SECONDS
GPU_JOB_MEMORY_MB = env.env_int("DEEPTRACE_GPU_JOB_MEMORY_MB", 0)
GPU_MEMORY_PERCENT = env.env_int("DEEPTRACE_GPU_MEMORY_PERCENT", 100)
WORKER_IDLE_MB = env.env_int("DEEPTRACE_WORKER_IDLE_MB", 0)
FFMPEG = env.env_str("DEEPTRACE_FFMPEG")
SUGGEST_BATCH = env.env_int("DEEPTRACE_SUGGEST_BATCH", 4)  # clips that a model is given at once
# any OpenAI-compatible server that words explanations in a standard way; none: rules do
TEXT_MODEL_URL = env.env_str("DEEPTRACE_TEXT_MODEL_URL")
TEXT_MODEL_NAME = env.env_str("DEEPTRACE_TEXT_MODEL_NAME", "default")
TEXT_MODEL_KEY = env.env_str("DEEPTRACE_TEXT_MODEL_KEY")
REWARD_WAIT_SECONDS = env.env_int("DEEPTRACE_REWARD_WAIT_SECONDS", 20)
API_RATE = env.env_str("DEEPTRACE_API_RATE", "6000/min")
OPEN_RATE = env.env_str("DEEPTRACE_OPEN_RATE", "600/min")
UPLOAD_RATE = env.env_str("DEEPTRACE_UPLOAD_RATE", "300/min")
REWARD_RATE = env.env_str("DEEPTRACE_REWARD_RATE", "240/min")
MODELS_DIR = Path(env.env_str("DEEPTRACE_MODELS", str(DATA_DIR / "models"))).resolve()
OPENAI_URL = env.env_str("DEEPTRACE_OPENAI_URL").rstrip("/")
OPENAI_KEY = env.env_str("DEEPTRACE_OPENAI_KEY")
UPLOAD_MAX_BYTES = env.env_int("DEEPTRACE_UPLOAD_MAX_MB", 512) * 1024 * 1024
UPLOAD_PART_BYTES = env.env_int("DEEPTRACE_UPLOAD_PART_MB", 8) * 1024 * 1024
UPLOADS_OPEN_MAX = env.env_int("DEEPTRACE_UPLOADS_OPEN", 32)  # unfinished uploads of one person
UPLOAD_KEEP_HOURS = env.env_int("DEEPTRACE_UPLOAD_KEEP_HOURS", 48)
MEDIA_BUCKET = env.media_bucket()
MEDIA_CACHE_BYTES = env.env_int("DEEPTRACE_MEDIA_CACHE_MB", 4096) * 1024 * 1024
FRAME_CACHE_BYTES = env.env_int("DEEPTRACE_FRAME_CACHE_MB", 256) * 1024 * 1024
MEDIA_CODECS = env.env_list("DEEPTRACE_MEDIA_CODECS", "h264")
BEAT = env.env_bool("DEEPTRACE_BEAT", default=False)
# functions called once an hour, by celery beat or else by each worker; safe when two run at once
HOUSEKEEPING = [
    "deeptrace_site.processes.housekeeping.sessions_forget",
    "annotations.services.devices.heartbeats.workers_forget",
    "deeptrace_site.monitoring.counts.counts_fold",
    "deeptrace_site.processes.housekeeping.incoming_forget",
    "annotations.services.assignments.prefetches_forget",
    "annotations.services.idempotency.saved_responses_forget",
    "annotations.services.files.uploads.uploads_expire",
    "annotations.services.files.copies.copies_forget",
    "models_service.services.rewarding.clearing.uploads_forget",
]
WORKER_PULSE = env.env_str("DEEPTRACE_WORKER_PULSE")
X_ACCEL_PREFIX = env.env_str("DEEPTRACE_X_ACCEL_PREFIX")

SENTRY_DSN = env.env_str("DEEPTRACE_SENTRY_DSN")
METRICS_TOKEN = env.env_str("DEEPTRACE_METRICS_TOKEN")
LOG_FORMAT = env.env_choice("DEEPTRACE_LOG_FORMAT", "text", ("json", "text"))
LOGGING = logging_settings(form=LOG_FORMAT, level=env.env_str("DEEPTRACE_LOG_LEVEL", "INFO"))
