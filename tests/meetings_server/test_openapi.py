from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.meetings_server import MeetingsServerProcess

FAMILIES = ("v0.1/meetings", "beta/meetings", "v1/meetings", "meetings")
METHODS = ("get", "post", "put", "patch", "delete")
# The URLconf of a Django project other than the one that these tests run in.
PRINT_ROUTES = """
import django, json
django.setup()
from meetings_server.urls import urlpatterns
print(json.dumps([str(each.pattern) for each in urlpatterns]))
"""


@pytest.fixture
def paths(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.document.schema.raw_schema["paths"]


@pytest.fixture
def routes(tmp_path: Path) -> list[str]:
    """Those of the Meetings server, as `rooms/{room_id}`."""
    told = {"DJANGO_SETTINGS_MODULE": "meetings_server.settings"}
    printed = subprocess.run(
        [sys.executable, "-c", PRINT_ROUTES],
        env=os.environ | told | {"MEETINGS_SERVER_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=30,
    )
    return [re.sub("<(?:str:)?(.+?)>", r"{\1}", route) for route in json.loads(printed.stdout)]


def test_no_company_can_have_a_path_of_the_server(
    server: MeetingsServerProcess, routes: list[str]
) -> None:
    segments = {route.partition("/")[0] for route in routes if not route.startswith(("^", "("))}
    names = {name for name in segments if re.fullmatch("[a-zA-Z0-9_~-]+", name)}
    assert {"control", "lab", "v1"} <= names
    for name in names:
        body = {"main_color": "#000", "brand_text": "Us", "short_company_url": name.title()}
        refused = server.api("POST", "/v1/meetings/themes", json=body)
        assert (refused.status_code, refused.json()["name"]) == (409, "ConflictError"), name


def test_anybody_may_read_it(server: MeetingsServerProcess) -> None:
    answer = requests.get(f"{server.url}/openapi.json", timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json()["openapi"] == "3.1.0"


def test_it_is_valid(server: MeetingsServerProcess) -> None:
    server.document.schema.validate()


def test_it_names_every_path_family(server: MeetingsServerProcess) -> None:
    addresses = {each["url"] for each in server.document.schema.raw_schema["servers"]}

    assert addresses == {f"{server.url}/{family}" for family in FAMILIES}


@pytest.mark.parametrize("family", FAMILIES)
def test_it_has_every_route_and_no_other(
    routes: list[str], paths: dict[str, Any], family: str
) -> None:
    ours = {route.removeprefix(family) for route in routes if route.startswith(f"{family}/")}

    assert ours == set(paths)


def test_it_has_every_method_and_no_other(
    server: MeetingsServerProcess, paths: dict[str, Any]
) -> None:
    for path, item in paths.items():
        allowed = server.api("OPTIONS", f"/v1/meetings{path}").headers["Allow"].lower().split(", ")

        assert {*allowed} - {"head", "options"} == {*METHODS} & {*item}, path


def test_it_tells_how_many_logos_there_may_be_and_how_long_their_keys(
    server: MeetingsServerProcess,
) -> None:
    [keys] = server.document.schema.raw_schema["components"]["schemas"]["LogoKeys"][
        "properties"
    ].values()
    for beyond in (["k"] * (keys["maxItems"] + 1), ["k" * (keys["items"]["maxLength"] + 1)]):
        refused = server.api("PUT", "/v1/meetings/themes/x/finalizeLogos", json={"keys": beyond})
        assert refused.status_code in (400, 404)


def test_it_holds_nothing_that_is_not_used(server: MeetingsServerProcess) -> None:
    text = json.dumps(server.document.schema.raw_schema)

    for kind in ("schemas", "responses"):
        for name in server.document.schema.raw_schema["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text
