"""The settings that `.env.example` names for a dashboard served over https."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SECURE_COOKIES": "true",
    "HTTPS_REDIRECT": "true",
    "HSTS_SECONDS": "31536000",
    "ALLOWED_HOSTS": "meetings.example.com",
    "CALLBACK_TRUSTED_PROXIES": "1",
}
VISIT = """
import json, django
django.setup()
from django.test import Client
client = Client(headers={"Host": "meetings.example.com"})
http = client.get("/rooms/?q=1")
page = client.get("/sign-in/", headers={"X-Forwarded-Proto": "https"})
print(json.dumps([http.status_code, http["Location"], dict(page.headers), page.cookies.output()]))
"""
FORWARDED = """
import django
django.setup()
from django.test import RequestFactory
print(RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}).is_secure())
"""


def run(tmp_path: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | PRODUCTION | {"DATA_DIR": str(tmp_path), "SECRET_KEY": ""} | settings
    environment |= {"DJANGO_SETTINGS_MODULE": "meetings_dashboard.settings"}
    environment |= {
        "CALLBACK_TOKENS": "",
        "DATABASE_URL": f"sqlite:///{tmp_path}/dashboard.sqlite3",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_has_nothing_to_say(tmp_path):
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_a_folder_that_is_made_for_data_is_not_for_everybody(tmp_path):
    made = tmp_path / "data"
    run(made, "manage.py", "check")

    assert stat.S_IMODE(made.stat().st_mode) & 0o007 == 0


@pytest.mark.parametrize(("proxies", "is_secure"), [("0", "False"), ("1", "True")])
def test_only_a_proxy_that_is_named_says_that_it_came_over_https(tmp_path, proxies, is_secure):
    done = run(tmp_path, "-c", FORWARDED, CALLBACK_TRUSTED_PROXIES=proxies)

    assert done.stdout.splitlines() == [is_secure], done.stderr


@pytest.fixture
def visit(tmp_path) -> tuple[int, str, dict[str, str], str]:
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput"]):
        prepared = run(tmp_path, "manage.py", *command)
        assert prepared.returncode == 0, prepared.stderr
    done = run(tmp_path, "-c", VISIT)
    assert done.returncode == 0, done.stderr
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def test_http_is_led_to_https_and_cookies_are_this_host_s_own(visit):
    status, location, headers, cookies = visit

    assert (status, location) == (301, "https://meetings.example.com/rooms/?q=1")
    assert cookies.startswith("Set-Cookie: __Host-csrf=")
    assert "HttpOnly; " in cookies and "Secure" in cookies and "Path=/" in cookies
    assert "SameSite=Lax" in cookies and "Domain" not in cookies
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "unsafe" not in headers["Content-Security-Policy"]
