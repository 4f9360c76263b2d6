"""The project's own settings, with throwaway data and cheap password hashes."""

from __future__ import annotations

import os
import tempfile

_data_dir = tempfile.TemporaryDirectory(prefix="meetings-tests-", ignore_cleanup_errors=True)
os.environ["DATA_DIR"] = _data_dir.name
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("CALLBACK_TOKENS", "canary-token-one,canary-token-two")
# What a developer's own shell or .env points to is no business of the tests.
for name in (
    "MEETINGS_API_URL",
    "MEETINGS_API_KEY",
    "MEETINGS_API_SECRET",
    "MEETINGS_APPLICATION_ID",
    "MEETINGS_PRIVATE_KEY",
):
    os.environ[name] = ""

from meetings_dashboard.settings import *  # noqa: E402, F403
from meetings_dashboard.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# Tasks run where they are called; tests/end_to_end runs them in real workers.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF;"
