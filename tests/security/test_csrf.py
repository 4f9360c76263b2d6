"""No change comes from another site's form."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.addresses import routes

# They know nobody by a cookie, so a browser has nothing to be made use of.
WITHOUT_COOKIES = ("hooks/", "api/v1/")


def refuses_forged(client: Client, path: str) -> bool:
    response = client.post(path, {"next": "/"})
    return response.status_code == 403 and "The form was too old" in response.text


@pytest.mark.usefixtures("unreachable_api")
def test_every_form_needs_its_token(every_path, alice):
    signed_in, stranger = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    signed_in.force_login(alice)
    guarded = [path for path in every_path if not path[1:].startswith(WITHOUT_COOKIES)]

    assert [path for path in guarded if not refuses_forged(signed_in, path)] == []
    assert [path for path in guarded if not refuses_forged(stranger, path)] == []
    assert len(guarded) > 60


def test_only_what_takes_no_cookie_does_without():
    exempt = {route for route, view in routes() if getattr(view, "csrf_exempt", False)}

    assert {route for route in exempt if not route.startswith(WITHOUT_COOKIES)} == set()
    assert "hooks/<str:token>/" in exempt


def test_the_api_knows_nobody_by_a_cookie(every_path, alice_client):
    """But by a token: even an administrator who is signed in is a stranger there."""
    paths = [path for path in every_path if path.startswith("/api/v1/") and "openapi" not in path]
    answers = {alice_client.get(path).status_code for path in paths}
    answers |= {alice_client.post(path).status_code for path in paths}

    assert len(paths) > 5
    assert answers <= {401, 404, 405}
    assert 401 in answers


def test_a_token_of_another_browser_is_none(alice):
    other, client = Client(), Client(enforce_csrf_checks=True)
    other.get("/sign-in/")
    client.force_login(alice)
    client.get("/account/")
    stolen = other.cookies["csrftoken"].value

    response = client.post("/account/devices/sign-out/", {"csrfmiddlewaretoken": stolen})

    assert response.status_code == 403


def test_over_https_another_site_is_refused_even_with_the_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.get("/account/", secure=True)
    headers = {"Origin": "https://evil.example", "X-CSRFToken": client.cookies["csrftoken"].value}

    assert client.post("/sign-out/", headers=headers, secure=True).status_code == 403
