"""Django settings; everything that differs between machines comes from county_portal.environment."""

import sys
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from celery.schedules import crontab

from county_portal import environment
from county_portal.secret_files import read_or_make_secret

ENV = environment.read()
ROOT = environment.ROOT

DEBUG = ENV.debug
SECRET_KEY = read_or_make_secret(ENV.secret_key_file)
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins
DEMO = ENV.demo
COUNTY = ENV.county
RUN_DIR = ENV.run_dir
FIELD_KEYS_FILE = ENV.field_keys_file
DATABASE_APP_ROLE = ENV.database_app_role

INSTALLED_APPS = [
    "county_portal.apps.CountyPortalConfig",
    "evaluation.apps.EvaluationConfig",
    "ethics_monitor.apps.EthicsMonitorConfig",
    "approvals.apps.ApprovalsConfig",
    "civic_service.apps.CivicServiceConfig",
    "kernel.doors.apps.DoorsConfig",
    "kernel.notices.apps.NoticesConfig",
    "kernel.cases.apps.CasesConfig",
    "kernel.catalogue.apps.CatalogueConfig",
    "kernel.documents.apps.DocumentsConfig",
    "kernel.clocks.apps.ClocksConfig",
    "kernel.organizations.apps.OrganizationsConfig",
    "kernel.accounts.apps.AccountsConfig",
    "kernel.ledger.apps.LedgerConfig",
    "kernel.workdays.apps.WorkdaysConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "county_portal.devices.policy.DeskPagesMiddleware",
    "kernel.doors.indexing.NotIndexedMiddleware",
    "kernel.doors.compressing.CompressedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kernel.doors.language.ChosenLanguageMiddleware",
    "kernel.doors.mode.ModeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kernel.doors.keeping.NotKeptMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kernel.accounts.idle.IdleMiddleware",
    "kernel.doors.locked.LockedMiddleware",
    "kernel.doors.second_factor.SecondFactorMiddleware",
    "kernel.doors.refusal_pages.RefusalMiddleware",
    "kernel.doors.methods.KnownMethodsMiddleware",
]

ROOT_URLCONF = "county_portal.urls"
WSGI_APPLICATION = "county_portal.wsgi.application"
ASGI_APPLICATION = "county_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "county_portal.context.portal",
                "kernel.doors.context.frame",
            ],
        },
    },
]


def _database(url: str) -> dict[str, Any]:
    """Django's dictionary for a libpq URL; a unix socket folder is given as ?host=/path."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(query.get("port", [parts.port or ""])[0]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"},
        "TEST": {"NAME": ENV.test_database, "TEMPLATE": ENV.test_template or None},
    }


DATABASES = {"default": _database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

CACHES = {"default": {"BACKEND": "kernel.doors.cache.LoopholeFreeCache", "LOCATION": ENV.redis_url}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [ENV.redis_url]}}
}

CELERY_BROKER_URL = ENV.broker_url
# a message is a hint: whoever sends one while the broker is away goes on at once, instead of after six seconds
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# the beat only says "now"; what is due stands in the database, so a hint that comes twice or never does no harm
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "watch": {"task": "county_portal.watch", "schedule": 60.0, "options": {"expires": 55}},
    "email": {"task": "notices.send_due", "args": ["email"], "schedule": 60.0, "options": {"expires": 55}},
    "sms": {"task": "notices.send_due", "args": ["sms"], "schedule": 60.0, "options": {"expires": 55}},
    "webhooks": {"task": "notices.push_due", "schedule": 60.0, "options": {"expires": 55}},
    "letters": {"task": "documents.make_pending_letters", "schedule": 60.0, "options": {"expires": 55}},
    "seal": {"task": "county_portal.seal_yesterday", "schedule": crontab(hour="0", minute="5")},
    "recompute": {"task": "clocks.recompute_stale", "schedule": crontab(hour="1", minute="10")},
    "reconcile": {"task": "ethics_monitor.reconcile_cards", "schedule": crontab(hour="2", minute="10")},
    "keys": {"task": "county_portal.forget_answers", "schedule": crontab(hour="3", minute="40")},
    "reviews": {"task": "county_portal.tell_to_review", "schedule": crontab(hour="7", minute="50")},
    "orphans": {"task": "county_portal.sweep_orphans", "schedule": crontab(hour="3", minute="10")},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "kernel.accounts.backends.OneHash",
    # reads the sessions that it opened; no password reaches it
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_RAISE_403 = True
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "kernel.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"

# sign-in (kernel.accounts): by user name, closed to strangers, no e-mail anywhere
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "kernel.accounts.adapter.PortalAccountAdapter"
# 等保: five wrong tries lock an account for half an hour. Per address only failures are counted narrowly, and
# sign-ins widely: forty people of a village room share one address
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "20/m/ip,5/30m/key"}
# limits and the log of sign-ins count visitors by address, which behind a proxy stands in X-Forwarded-For
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_ADAPTER = "kernel.accounts.adapter.PortalMFAAdapter"
# telephones are forbidden on duty: a USB key, or a token that lies on the desk; a demonstration signs in in one step
MFA_SUPPORTED_TYPES = [] if DEMO else ["webauthn", "totp", "recovery_codes"]
SECOND_FACTOR_ROLES = frozenset() if DEMO else frozenset(ENV.second_factor_roles)
MFA_TOTP_ISSUER = "county-portal"
# the clock of a token is a minute or two off after a year; each of its codes opens once all the same (factor_forms)
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "kernel.accounts.factor_forms.CodeForm",
    "reauthenticate": "kernel.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "kernel.accounts.factor_forms.TokenForm",
    "add_webauthn": "kernel.accounts.factor_forms.KeyForm",
}
# a desk left alone for 30 minutes is locked; a citizen reads slowly and is signed out after two hours; a day is the
# longest
PORTAL_IDLE_SECONDS = {"staff": 30 * 60, "citizen": 2 * 3600}
PORTAL_SESSION_SECONDS = 12 * 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = ROOT / "staticfiles"
# collectstatic was run (production): hashed names, kept for ever; otherwise files are served where they lie
STATICFILES_COLLECTED = (STATIC_ROOT / "staticfiles.json").is_file()
STATICFILES_BACKEND = (
    "servestatic.storage.CompressedManifestStaticFilesStorage"
    if STATICFILES_COLLECTED or "collectstatic" in sys.argv
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
MEDIA_ROOT = RUN_DIR / "documents"
# documents: where the QR code of a letter leads; clamd's socket or host:port, empty for none; who puts seals on letters
PUBLIC_URL = ENV.public_url
DOCUMENT_CLAMD = ENV.clamd
DOCUMENT_SEAL_PROVIDER = ENV.seal_provider
# what leaves the house, and by which channels: none in a demonstration, whatever is configured
EMAIL_HOST, EMAIL_PORT = ENV.email["EMAIL_HOST"] or "", ENV.email["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.email["EMAIL_HOST_USER"] or "", ENV.email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.email["EMAIL_USE_TLS"], ENV.email["EMAIL_USE_SSL"]
# for each answer of the mail server
EMAIL_TIMEOUT = 10
NOTICE_EMAIL_FROM = ENV.email_from
NOTICE_SMS_URL, NOTICE_SMS_KEY = ENV.sms_url, ENV.sms_key
NOTICE_WEBHOOK_NETWORKS = ENV.webhook_networks
CONNECTED = {"email": EMAIL_HOST, "sms": NOTICE_SMS_URL, "webhook": True}
NOTICE_CHANNELS = frozenset(channel for channel, where in CONNECTED.items() if where and not DEMO)
# the centre's own promise to whoever asks about his case; no law gives the term
REPLY_WORKING_DAYS = ENV.reply_working_days
# the device bridge of a window's own computer, which its desk pages alone may connect to; empty for none
DEVICE_PORT = ENV.device_port
DEVICE_BRIDGE = f"ws://127.0.0.1:{DEVICE_PORT}" if DEVICE_PORT else ""
BACKUP_DAYS = ENV.backup_days
DRILL_DAYS = ENV.drill_days

WEB_THREADS = ENV.web_threads
MAX_BODY_BYTES = ENV.max_body_bytes
BODY_IDLE_SECONDS = ENV.body_idle_seconds
FILE_UPLOAD_TEMP_DIR = None

SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_FAILURE_VIEW = "kernel.doors.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.secure_cookies
# behind https: browsers are told to stay there, and the nearest proxy says which requests came that way
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.secure_cookies else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure_cookies and ENV.trusted_proxies else None
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kernel.doors.logs.OneLine", "as_json": ENV.log_json}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        **{name: {"level": "INFO"} for name in ("portal", "kernel", "approvals", "ethics_monitor", "county_portal")},
        "django": {"level": "INFO"},
        # a wrong address is no event, and a server error is logged once, with the number that was told (doors.errors)
        "django.request": {"level": "CRITICAL"},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["kernel.doors.authentication.PortalSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "EXCEPTION_HANDLER": "kernel.doors.problems.problem_response",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.doors.parsers.ReadableJSON", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_THROTTLE_CLASSES": ["kernel.doors.throttles.Burst"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "县综合服务中心门户 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "DeliveryEnum": "approvals.models.Application.Delivery",
        "ReasonEnum": "kernel.organizations.models.Absence.Reason",
        "UnreachableEnum": "kernel.notices.models.Delivery.Unreachable",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "county_portal.api.schema.with_problems",
    ],
}
