from __future__ import annotations

import pytest

from meetings_api import BasicAuth, Dialect, MeetingsClient

SEED_FIELDS = {"display_name", "metadata", "expires_at", "recording_options"}
V1_FIELDS = {
    "available_features",
    "callback_urls",
    "expire_after_use",
    "expires_at",
    "initial_join_options",
    "join_approval_level",
    "theme_id",
}


@pytest.mark.parametrize("family", ["/v1/meetings", "/meetings", "/v0.1/meetings", ""])
def test_it_takes_every_other_family_for_v1(family: str) -> None:
    assert Dialect.of(f"https://host{family}") is Dialect.V1


@pytest.mark.parametrize("family", ["/beta/meetings", "/beta/meetings/", "/proxy/beta/meetings"])
def test_it_knows_the_beta_by_its_path(family: str) -> None:
    assert Dialect.of(f"https://host{family}") is Dialect.BETA


def test_it_does_not_take_a_host_name_for_the_beta() -> None:
    assert Dialect.of("https://beta/v1/meetings") is Dialect.V1


def test_it_lets_the_beta_change_what_the_seed_and_later_texts_name() -> None:
    assert Dialect.BETA.updatable_room_fields == SEED_FIELDS | V1_FIELDS


def test_it_lets_v1_change_what_its_schema_names() -> None:
    assert Dialect.V1.updatable_room_fields == V1_FIELDS


def test_it_deletes_rooms_in_the_beta_only() -> None:
    assert Dialect.BETA.can_delete_rooms
    assert not Dialect.V1.can_delete_rooms


def test_it_can_be_told_the_dialect() -> None:
    client = MeetingsClient(
        "https://host/v1/meetings", BasicAuth("key", "secret"), dialect=Dialect.BETA
    )

    assert client.dialect is Dialect.BETA
