from __future__ import annotations

import pytest
from django.core.checks import run_checks


def ids() -> set[str]:
    return {message.id for message in run_checks() if message.id.startswith("meetings.")}


def test_the_default_settings_raise_nothing():
    assert ids() == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"WEB_PROCESSES": 2, "CELERY_BROKER_URL": "memory://"}, "meetings.E001"),
        ({"MEETINGS_API_URL": "api.example/beta"}, "meetings.E002"),
        ({"MEETINGS_API_URL": "https://api.example/beta/meetings"}, "meetings.E003"),
        (
            {
                "MEETINGS_API_URL": "https://api.example/v1/meetings",
                "MEETINGS_APPLICATION_ID": "app",
                "MEETINGS_PRIVATE_KEY": "not a key",
            },
            "meetings.E003",
        ),
        (
            {
                "MEETINGS_API_URL": "http://api.example/beta/meetings",
                "MEETINGS_API_KEY": "k",
                "MEETINGS_API_SECRET": "s",
            },
            "meetings.W004",
        ),
        ({"CALLBACK_TOKENS": ["short"]}, "meetings.E005"),
        ({"RECORDING_DOWNLOAD": "stroom"}, "meetings.E020"),
        (
            {"RECORDING_DOWNLOAD": "stream", "RECORDING_STREAMS": 8, "WEB_THREADS": 8},
            "meetings.W021",
        ),
        ({"CALLBACK_TOKENS": ["with/a-slash-in-it"]}, "meetings.E005"),
        ({"CALLBACK_TOKENS": []}, "meetings.E010"),
        ({"CALLBACK_BASIC_AUTH": ["just-a-name-without-a-password"]}, "meetings.E011"),
        ({"CALLBACK_BASIC_AUTH": ["name:short"]}, "meetings.E011"),
        ({"CALLBACK_SIGNATURE_SECRETS": ["x" * 31]}, "meetings.E012"),
        ({"CALLBACK_SIGNATURE_SECRETS": ["-----BEGIN PUBLIC KEY-----" * 2]}, "meetings.E012"),
        ({"CALLBACK_SIGNATURE_SECONDS": 5}, "meetings.E013"),
        ({"CALLBACK_SIGNATURE_SECONDS": 86400}, "meetings.E013"),
        ({"CALLBACK_NETWORKS": ["192.0.2.1/24"]}, "meetings.E014"),
        ({"CALLBACK_NETWORKS": ["example.com"]}, "meetings.E014"),
        ({"CALLBACK_TRUSTED_PROXIES": -1}, "meetings.E014"),
        ({"RECORDING_HOSTS": ["*"]}, "meetings.E006"),
        ({"SECOND_STEP_REQUIRED": "true"}, "meetings.E022"),
    ],
)
def test_a_wrong_or_dangerous_setting_is_named(settings, changes, expected):
    for name, value in changes.items():
        setattr(settings, name, value)

    assert expected in ids()


def test_no_check_prints_a_secret(settings):
    settings.MEETINGS_API_URL = "https://api.example/v1/meetings"
    settings.MEETINGS_APPLICATION_ID = "app"
    settings.MEETINGS_PRIVATE_KEY = "canary-key"
    settings.CALLBACK_TOKENS = ["canary"]
    settings.CALLBACK_BASIC_AUTH = ["canary"]
    settings.CALLBACK_SIGNATURE_SECRETS = ["canary"]

    assert "canary" not in str(run_checks())


@pytest.mark.parametrize(("mode", "expected"), [(0o750, set()), (0o755, {"meetings.W023"})])
def test_data_that_everybody_can_read_is_named(settings, tmp_path, mode, expected):
    tmp_path.chmod(mode)
    settings.DATA_DIR = tmp_path
    found = {message.id for message in run_checks(include_deployment_checks=True)}

    assert {name for name in found if name.startswith("meetings.")} == expected
