from __future__ import annotations

import re

from django.conf import settings

from core.choices import Tone


def test_it_shows_every_tone(alice_client):
    page = alice_client.get("/styleguide/").content.decode()

    assert all(f"tone-{tone}" in page for tone in Tone)


def test_it_asks_strangers_to_sign_in(client):
    assert client.get("/styleguide/").status_code == 302


def test_every_meaning_and_every_space_is_shown(alice_client):
    page = alice_client.get("/styleguide/").content.decode()
    foundation = (settings.BASE_DIR / "static/css/foundation.css").read_text()

    assert set(re.findall(r"--space-(\d+):", foundation)) == set(re.findall(r"space-(\d+)\"", page))
    assert set(re.findall(r"\.tone-(\w+) {", foundation)) <= set(
        re.findall(r"swatch tone-(\w+)", page)
    )
