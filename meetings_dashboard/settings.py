"""Every setting comes from the environment (or `.env`); `.env.example` documents each of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

from core.generated_secrets import generated_secret
from meetings_dashboard import account_settings, celery_settings, database_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
# Nobody else on the machine has to read films and sessions; a web server does so by the group.
DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or generated_secret(DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "meetings_dashboard.apps.UsedStaticFilesConfig",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "core",
    "accounts",
    "jobs",
    "rooms",
    "recordings",
    "webhooks",
    "api",
    "meetings_dashboard.apps.MeetingsDashboardConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "webhooks.middleware.ReceiverMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.response_headers.ResponseHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.compression.CompressionMiddleware",
    "core.origin.OriginMiddleware",
    "api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.lifetime.SessionLifetimeMiddleware",
    "accounts.names.NamesMiddleware",
    "accounts.language.LanguageMiddleware",
    "accounts.zones.TimeZoneMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_step.SecondStepMiddleware",
]

ROOT_URLCONF = "meetings_dashboard.urls"
WSGI_APPLICATION = "meetings_dashboard.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.sign_in",
                "meetings_dashboard.context_processors.frame",
            ],
            "builtins": ["core.templatetags.icons", "core.templatetags.ui"],
        },
    },
]

DATABASES = {
    "default": database_settings.database(
        env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'dashboard.sqlite3'}"),
        # A callback is acknowledged once it is committed, so by default a commit is on the disk.
        sqlite_synchronous=env.str("SQLITE_SYNCHRONOUS", default="FULL"),
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
# Of a link that sets another password.
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
# Each by its own name: who looks for theirs may not read the others.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "posters": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "posters"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:
    # Browsers take cookies of these names from this very host only, and over https only.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0)
SECURE_SSL_REDIRECT = env.bool("HTTPS_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Of subdomains, and of browsers' own lists, the owner of the domain decides.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# From signing in to having to do it again; and how long somebody may be away, 0 for as long.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
# nobody, administrators or everybody
SECOND_STEP_REQUIRED = env.str("SECOND_STEP_REQUIRED", default="nobody")
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# The Meetings API. Without a URL, the embedded Meetings server, found by its credentials file.
MEETINGS_API_URL = env.str("MEETINGS_API_URL", default="")
MEETINGS_API_KEY = env.str("MEETINGS_API_KEY", default="")
MEETINGS_API_SECRET = env.str("MEETINGS_API_SECRET", default="")
MEETINGS_APPLICATION_ID = env.str("MEETINGS_APPLICATION_ID", default="")
MEETINGS_PRIVATE_KEY = env.str("MEETINGS_PRIVATE_KEY", multiline=True, default="")
MEETINGS_SERVER_DIR = DATA_DIR / "meetings-server"

CALLBACK_TOKENS = env.list("CALLBACK_TOKENS", default=[]) or [
    generated_secret(DATA_DIR / "callback_token"),
]
CALLBACK_BASIC_AUTH = env.list("CALLBACK_BASIC_AUTH", default=[])
CALLBACK_SIGNATURE_SECRETS = env.list("CALLBACK_SIGNATURE_SECRETS", default=[])
CALLBACK_SIGNATURE_SECONDS = env.int("CALLBACK_SIGNATURE_SECONDS", default=300)
CALLBACK_NETWORKS = env.list("CALLBACK_NETWORKS", default=[])
CALLBACK_TRUSTED_PROXIES = env.int("CALLBACK_TRUSTED_PROXIES", default=0)
if CALLBACK_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CALLBACK_MAX_BYTES = env.int("CALLBACK_MAX_BYTES", default=64 * 1024)
# How long those are kept that were applied, and those that never could be; 0 keeps them for ever.
CALLBACK_RETENTION_DAYS = env.int("CALLBACK_RETENTION_DAYS", default=30)
CALLBACK_DEAD_RETENTION_DAYS = env.int("CALLBACK_DEAD_RETENTION_DAYS", default=180)
# While a session is live; 0 never.
CALLBACK_SILENCE_MINUTES = env.int("CALLBACK_SILENCE_MINUTES", default=60)

# Without it strangers cannot make accounts for themselves.
ACCOUNT_SIGN_UP = env.bool("ACCOUNT_SIGN_UP", default=False)
# How many seconds after a proof of who they are people may do what cannot be undone.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
globals().update(
    account_settings.allauth(proxies=CALLBACK_TRUSTED_PROXIES, is_secure=SECURE_COOKIES),
)
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
# Whom the issuer knows gets an account without any right; else one has to be connected first.
OIDC_SIGN_UP = env.bool("OIDC_SIGN_UP", default=False)
globals().update(
    account_settings.single_sign_on(
        issuer=OIDC_ISSUER,
        client_id=env.str("OIDC_CLIENT_ID", default=""),
        secret=env.str("OIDC_CLIENT_SECRET", default=""),
        name=env.str("OIDC_NAME", default="single sign-on"),
    ),
)
if OIDC_ISSUER:
    # The button is a form, which leads there.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
        account_settings.origin(OIDC_ISSUER)
    )
CACHES = account_settings.CACHES
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="meetings@localhost")

RECORDING_HOSTS = env.list(
    "RECORDING_HOSTS",
    default=["prod-meetings-recordings.s3.amazonaws.com"],
)
# redirect: send the browser to a fresh link; stream: pass the film through, so many at once.
RECORDING_DOWNLOAD = env.str("RECORDING_DOWNLOAD", default="redirect")
RECORDING_STREAMS = env.int("RECORDING_STREAMS", default=4)
# Where copies of films go: file:///folder or s3://bucket/prefix; empty: none are made.
RECORDING_ARCHIVE_URL = env.str("RECORDING_ARCHIVE_URL", default=f"file://{DATA_DIR}/archive")
RECORDING_ARCHIVE_AUTOMATICALLY = env.bool("RECORDING_ARCHIVE_AUTOMATICALLY", default=False)
# A web server's internal location of the archive's folder, which sends files in our place.
RECORDING_ACCEL_PREFIX = env.str("RECORDING_ACCEL_PREFIX", default="")
# Where zips of several films are made, for a day each.
ZIP_DIR = DATA_DIR / "zips"
ZIP_ACCEL_PREFIX = env.str("ZIP_ACCEL_PREFIX", default="")
# How long the record of who did what is kept; 0 keeps it for ever.
AUDIT_RETENTION_DAYS = env.int("AUDIT_RETENTION_DAYS", default=730)
# How long a deleted recording can be restored before the API is asked to delete it.
RECORDING_TRASH_HOURS = env.int("RECORDING_TRASH_HOURS", default=24)
# Each of them is asked about once a day at most.
RECORDING_CHECKS_PER_MINUTE = env.int("RECORDING_CHECKS_PER_MINUTE", default=30)
ROOM_WALK_SECONDS = env.int("ROOM_WALK_SECONDS", default=60)

# Of one token.
API_CALLS_PER_MINUTE = env.int("API_CALLS_PER_MINUTE", default=300)

# How many jobs are at work at the same moment, and how long one may show no sign of life.
JOBS_AT_ONCE = env.int("JOBS_AT_ONCE", default=2)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=90)

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=celery_settings.EMBEDDED_BROKER)
globals().update(celery_settings.celery(CELERY_BROKER_URL, room_walk_seconds=ROOM_WALK_SECONDS))

# One process only with the embedded broker, which reaches no other.
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)
WEB_THREADS = env.int("WEB_THREADS", default=8)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {"()": "core.redaction.RedactingFilter"},
        "request": {"()": "core.origin.RequestFilter"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}{request_mark}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["redact", "request"],
            "formatter": "line",
        },
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "ERROR"},
    },
}
