from __future__ import annotations

from core.choices import Tone


def test_it_shows_every_tone(alice_client):
    page = alice_client.get("/styleguide/").content.decode()

    assert all(f"tone-{tone}" in page for tone in Tone)


def test_it_asks_strangers_to_sign_in(client):
    assert client.get("/styleguide/").status_code == 302
