"""The dashboard asks for proof, and the Meetings server that it starts brings it."""

from __future__ import annotations

import pytest
import requests

from tests.support.serve import Serve, database_of_its_own, wait_for
from tests.support.signatures import OLD_SECRET, SECRET

TOKEN = "canary-token-of-the-receiver"


@pytest.fixture(
    params=[
        {"CALLBACK_SIGNATURE_SECRETS": f"{SECRET},{OLD_SECRET}"},
        {"CALLBACK_BASIC_AUTH": "meetings:canary/pass@word"},
    ],
    ids=["signed", "with a password"],
)
def serve(request, tmp_path):
    environment = {"CALLBACK_TOKENS": TOKEN, "CALLBACK_NETWORKS": "127.0.0.0/8", **request.param}
    with database_of_its_own() as database_url:
        running = Serve(tmp_path, database_url=database_url, environment=environment).start()
        yield running
        running.interrupt()


def test_its_callbacks_are_taken_and_those_without_proof_are_not(serve):
    forged = requests.post(f"{serve.url}/hooks/{TOKEN}/", json={"event": "x"}, timeout=15)
    room = next(
        room for room in serve.rooms() if room["type"] == "long_term" and room["is_available"]
    )
    session_id = serve.control("POST", f"rooms/{room['id']}/sessions")["session_id"]
    browser = serve.signed_in()

    wait_for(lambda: browser.get(f"{serve.url}/sessions/{session_id}/", timeout=15).ok)
    assert forged.status_code == 401
    assert "canary" not in serve.said()
