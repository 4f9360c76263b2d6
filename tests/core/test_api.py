from __future__ import annotations

import json

import pytest

from core.api import get_account, get_client
from meetings_api import ApplicationAuth, BasicAuth, Dialect, Misconfigured


@pytest.fixture
def embedded(settings, tmp_path):
    settings.MEETINGS_API_URL = ""
    settings.MEETINGS_SERVER_DIR = tmp_path
    return tmp_path / "credentials.json"


def test_without_a_url_it_is_the_embedded_meetings_server(embedded):
    credentials = {"url": "http://127.0.0.1:4567", "api_key": "k", "api_secret": "s"}
    embedded.write_text(json.dumps(credentials))

    account = get_account()
    assert account.url == "http://127.0.0.1:4567/beta/meetings"
    assert isinstance(account.auth, BasicAuth)
    assert account.dialect is Dialect.BETA


@pytest.mark.parametrize("content", [None, "", "{}", "not json"])
def test_a_meetings_server_that_never_started_is_named(embedded, content):
    if content is not None:
        embedded.write_text(content)

    with pytest.raises(Misconfigured, match="has not been started"):
        get_client()


def test_an_application_with_a_key_signs_tokens(settings, meetings_server):
    settings.MEETINGS_API_URL = f"{meetings_server.url}/v1/meetings"
    settings.MEETINGS_APPLICATION_ID = meetings_server.application_id
    settings.MEETINGS_PRIVATE_KEY = meetings_server.private_key

    account = get_account()
    assert isinstance(account.auth, ApplicationAuth)
    assert account.dialect is Dialect.V1
    assert list(get_client().rooms.iterate()) == []


def test_its_text_never_holds_the_secret(settings):
    settings.MEETINGS_API_URL = "https://api.example/beta/meetings"
    settings.MEETINGS_API_KEY = "key"
    settings.MEETINGS_API_SECRET = "canary-secret"

    assert "canary" not in repr(get_account())


def test_the_same_account_gives_the_same_client(settings):
    settings.MEETINGS_API_URL = "https://api.example/beta/meetings"
    settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "x"

    assert get_client() is get_client()
