from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.support.meetings_server import MeetingsServerProcess

FAMILIES = ("v0.1/meetings", "beta/meetings", "v1/meetings", "meetings")
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def paths(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.document.schema.raw_schema["paths"]


def test_anybody_may_read_it(server: MeetingsServerProcess) -> None:
    answer = requests.get(f"{server.url}/openapi.json", timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json()["openapi"] == "3.1.0"


def test_it_is_valid(server: MeetingsServerProcess) -> None:
    server.document.schema.validate()


def test_it_names_every_path_family(server: MeetingsServerProcess) -> None:
    addresses = {each["url"] for each in server.document.schema.raw_schema["servers"]}

    assert addresses == {f"{server.url}/{family}" for family in FAMILIES}


def test_it_has_every_method_and_no_other(
    server: MeetingsServerProcess, paths: dict[str, Any]
) -> None:
    for path, item in paths.items():
        allowed = server.api("OPTIONS", f"/v1/meetings{path}").headers["Allow"].lower().split(", ")

        assert {*allowed} - {"head", "options"} == {*METHODS} & {*item}, path
