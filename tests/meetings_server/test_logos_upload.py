from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.meetings_server.answers import MISSING_AUTH
from tests.meetings_server.images import picture
from tests.meetings_server.logos import finalize, post, upload_form
from tests.meetings_server.themes import THEMES, create_theme
from tests.support.meetings_server import MeetingsServerProcess

FIELDS = [
    "Content-Type", "key", "logoType", "bucket", "X-Amz-Algorithm", "X-Amz-Credential",
    "X-Amz-Date", "X-Amz-Security-Token", "Policy", "X-Amz-Signature",
]  # fmt: skip


@pytest.fixture
def offer(server: MeetingsServerProcess) -> dict[str, Any]:
    return upload_form(server)


def storage_error(response: requests.Response) -> tuple[int, str]:
    """Status and code of an answer in the storage's XML."""
    assert response.headers["Content-Type"] == "application/xml"
    [code] = re.findall("<Error><Code>(.*)</Code><Message>.+</Message></Error>", response.text)
    return response.status_code, code


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
def test_it_offers_one_upload_for_each_type(server: MeetingsServerProcess, family: str) -> None:
    offers = server.api("GET", f"/{family}/themes/logos-upload-urls").json()

    assert [offer["fields"]["logoType"] for offer in offers] == ["white", "colored", "favicon"]
    for offer in offers:
        fields = offer["fields"]
        assert (list(fields), fields["Content-Type"]) == (FIELDS, "image/png")
        assert fields["key"].startswith(f"auto-expiring-temp/logos/{fields['logoType']}/")


def test_each_offer_is_another_one(server: MeetingsServerProcess, offer: dict[str, Any]) -> None:
    assert upload_form(server)["fields"]["key"] != offer["fields"]["key"]


def test_offers_are_for_callers_with_credentials(server: MeetingsServerProcess) -> None:
    response = server.api("GET", f"{THEMES}/logos-upload-urls", auth=None)

    assert (response.status_code, response.json()) == (401, MISSING_AUTH)


def test_it_takes_text_parts_with_file_names(
    server: MeetingsServerProcess, offer: dict[str, Any]
) -> None:
    response = requests.post(offer["url"], files=offer["fields"] | {"file": picture()}, timeout=15)

    theme_id = create_theme(server)["theme_id"]
    assert response.status_code == 204
    assert finalize(server, theme_id, offer["fields"]["key"]).status_code == 200


def test_an_empty_post_uploads_nothing(
    server: MeetingsServerProcess, offer: dict[str, Any]
) -> None:
    headers = {"Authorization": "Bearer of.some.sdk"}
    response = requests.post(offer["url"], headers=headers, timeout=15)

    theme_id = create_theme(server)["theme_id"]
    assert response.status_code == 204
    assert finalize(server, theme_id, offer["fields"]["key"]).status_code == 400


@pytest.mark.parametrize("name", ["Policy", "X-Amz-Signature"])
@pytest.mark.parametrize("value", ["", "x", "é:~"])
def test_it_refuses_a_signature_that_is_not_its_own(
    offer: dict[str, Any], name: str, value: str
) -> None:
    offer["fields"][name] = value

    assert storage_error(post(offer, picture())) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("name", FIELDS[:8])
def test_it_refuses_a_form_that_was_changed(offer: dict[str, Any], name: str) -> None:
    offer["fields"][name] = "something else"

    assert storage_error(post(offer, picture())) == (403, "AccessDenied")


def test_it_refuses_a_form_that_is_old(
    server: MeetingsServerProcess, offer: dict[str, Any]
) -> None:
    server.control("POST", "/control/clock", {"advance_seconds": 3601})

    response = post(offer, picture())

    assert storage_error(response) == (403, "AccessDenied")
    assert "Policy expired" in response.text


def test_it_refuses_a_form_without_a_file(offer: dict[str, Any]) -> None:
    assert storage_error(post(offer, None)) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=\u00e9",
        "multipart/form-data; boundary=x",
    ],
)
def test_it_refuses_a_body_that_is_no_form(offer: dict[str, Any], content_type: str) -> None:
    headers = {"Content-Type": content_type.encode("latin-1")}
    response = requests.post(offer["url"], data=b"no form", headers=headers, timeout=15)

    assert storage_error(response)[0] in (400, 403)


def test_it_refuses_a_text_that_is_larger_than_any_field(offer: dict[str, Any]) -> None:
    offer["fields"]["further"] = "x" * 1_100_000

    assert storage_error(post(offer, picture())) == (400, "MalformedPOSTRequest")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_it_can_only_be_posted_to(offer: dict[str, Any], method: str) -> None:
    response = requests.request(method, offer["url"], timeout=15)

    assert storage_error(response) == (405, "MethodNotAllowed")
