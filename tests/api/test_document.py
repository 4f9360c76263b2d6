from __future__ import annotations

import re
from typing import get_args

import pytest
from django.test import Client

from api.callbacks import CallbackQuery
from api.recordings import RecordingQuery
from api.rooms import RoomQuery
from api.sessions import SessionQuery
from recordings.forms import RecordingFilters
from rooms.listing import RoomFilters
from rooms.session_filters import SessionFilters
from webhooks.forms import CallbackFilters

URL = "/api/v1/openapi.json"
QUERIES = [
    (RoomQuery, RoomFilters),
    (SessionQuery, SessionFilters),
    (RecordingQuery, RecordingFilters),
    (CallbackQuery, CallbackFilters),
]


def choices_in(annotation) -> set[str]:
    """Of Literal["a", "b"] | None, and of unions of several."""
    found = set()
    for part in get_args(annotation):
        found |= {part} if isinstance(part, str) else choices_in(part)
    return found


def test_it_is_openapi_31_and_open_to_everybody():
    answer = Client().get(URL)

    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"


def test_every_operation_documents_how_it_is_refused():
    paths = Client().get(URL).json()["paths"].values()
    operations = [operation for path in paths for operation in path.values()]

    assert operations
    for operation in operations:
        refusals = {s: a for s, a in operation["responses"].items() if s >= "400"}
        assert {"401", "403", "422", "429"} <= refusals.keys()
        assert {tuple(a["content"]) for a in refusals.values()} == {("application/problem+json",)}


@pytest.mark.parametrize(("query", "filters"), QUERIES)
def test_its_choices_are_those_of_the_page(query, filters):
    fields = filters.base_fields.items()
    wanted = {
        name: {value for value, _label in field.choices if value}
        for name, field in fields
        if hasattr(field, "choices")
    }

    assert wanted
    assert wanted == {name: choices_in(query.model_fields[name].annotation) for name in wanted}


@pytest.mark.parametrize(("query", "filters"), QUERIES)
def test_its_filters_are_those_of_the_page(query, filters):
    own = {"limit", "cursor", "sort"}

    assert query.model_fields.keys() - own == filters.base_fields.keys() - {"ids"}


def test_it_can_be_read_as_a_page(alice_client):
    page = alice_client.get("/api/")

    for path in Client().get(URL).json()["paths"]:
        assert path in page.text
    assert "rooms:write" in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
