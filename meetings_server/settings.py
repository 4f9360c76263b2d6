"""Settings of the Meetings server: a Django project of its own, told by two variables where it lives."""

from __future__ import annotations

import os
from logging import LogRecord
from pathlib import Path

from django.utils.log import CallbackFilter

from meetings_server.secret_files import kept_secret

DATA_DIR = Path(os.environ.get("MEETINGS_SERVER_DATA", "var/meetings-server"))
SECRET_KEY = kept_secret(DATA_DIR / "secret_key")
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "meetings_server.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = ["meetings_server"]
MIDDLEWARE = [
    "meetings_server.middleware.PlainErrors",
    "meetings_server.middleware.faults",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    },
]
CSRF_COOKIE_NAME = "lab_form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_PATH = "/lab"
CSRF_FAILURE_VIEW = "meetings_server.views.lab_access.stale_form"
DATABASES = {
    "default": {
        "ENGINE": "meetings_server.sqlite",
        "NAME": DATA_DIR / "meetings.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["security.W001"]

# The address under which people and players reach this server; set when it starts to listen.
PUBLIC_URL = os.environ.get("MEETINGS_SERVER_PUBLIC_URL", "")
CALLBACK_URL = os.environ.get("MEETINGS_SERVER_CALLBACK_URL", "")
METADATA_HEADER = os.environ.get("MEETINGS_SERVER_METADATA_HEADER") or "X-Room-Metadata"
ROOM_QUOTA = int(os.environ.get("MEETINGS_SERVER_ROOM_QUOTA") or "1000")
THEME_QUOTA = int(os.environ.get("MEETINGS_SERVER_THEME_QUOTA") or "1000")
LIFE = int(os.environ.get("MEETINGS_SERVER_LIFE") or "0")
RECORDING_LINK_SECONDS = int(os.environ.get("MEETINGS_SERVER_RECORDING_LINK_SECONDS") or "900")
SIGNATURE_SECRET = os.environ.get("MEETINGS_SERVER_SIGNATURE_SECRET", "")
ALLOW_PRIVATE_CALLBACKS = os.environ.get(
    "MEETINGS_SERVER_ALLOW_PRIVATE_CALLBACKS", ""
).lower() not in ("", "0", "false", "no")
EMBEDDED_ROOMS = os.environ.get("MEETINGS_SERVER_EMBEDDED_ROOMS") or "array"
CALLBACKS_KEPT = int(os.environ.get("MEETINGS_SERVER_CALLBACKS_KEPT") or "10000")
CALLBACK_ATTEMPTS = int(os.environ.get("MEETINGS_SERVER_CALLBACK_ATTEMPTS") or "2880")
CALLBACK_RETRY_SECONDS = float(os.environ.get("MEETINGS_SERVER_CALLBACK_RETRY_SECONDS") or "1")


def _is_failure(record: str | LogRecord) -> bool:
    """An answer that somebody has ordered to be an error is none."""
    return isinstance(record, LogRecord) and record.exc_info is not None


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"failures": {"()": CallbackFilter, "callback": _is_failure}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"filters": ["failures"]}, "waitress.queue": {"level": "ERROR"}},
}
