from __future__ import annotations

import pytest

from core.response_headers import PERMISSIONS_POLICY

EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


def flaws(response) -> list[str]:
    found = [name for name, value in EVERYWHERE.items() if response.get(name) != value]
    is_redirect = 300 <= response.status_code < 400
    referrer = {"no-referrer"} if is_redirect else {"no-referrer", "same-origin"}
    if response.get("Referrer-Policy") not in referrer:
        found.append("Referrer-Policy")
    if "no-store" not in response.get("Cache-Control", ""):
        found.append("Cache-Control")
    policy = response.get("Content-Security-Policy", "")
    if "frame-ancestors 'none'" not in policy or "default-src 'none'" not in policy:
        found.append("Content-Security-Policy")
    return found


@pytest.mark.usefixtures("unreachable_api")
def test_every_answer_has_them(every_path, alice_client, client):
    answers = {
        (path, method, name): getattr(reader, method)(path)
        for path in every_path
        # Callbacks come from machines: no browser reads what they are answered.
        if not path.startswith("/hooks/")
        for name, reader in (("alice", alice_client), ("a stranger", client))
        for method in ("get", "post")
    }

    assert {key: flaws(answer) for key, answer in answers.items() if flaws(answer)} == {}


def test_a_live_region_is_not_kept_either(alice_client):
    response = alice_client.get("/rooms/", headers={"HX-Request": "true"})

    assert "no-store" in response["Cache-Control"]
