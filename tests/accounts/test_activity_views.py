from __future__ import annotations

import ast
import csv
import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.activity_words import ACTIONS
from accounts.models import RoomScope, ScopeKind
from accounts.own_changes import PASSWORD, SECOND_STEP
from core.audit import Act
from core.audit_retention import audit_forget
from core.models import AuditEntry
from tests.architecture.test_doors import APPS, ROOT
from tests.support.markup import is_only_text
from tests.support.permissions import grant

pytestmark = pytest.mark.django_db
RECORDING = {"Act", "audit.Act", "_act", "_on_record"}
HOSTILE = "=1+1<script>alert(1)</script>"


@pytest.fixture
def entries(alice, bob, alice_client) -> None:
    changes = {"expires_at": (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))}
    Act(alice, "room.update", "room:r-1", "Board room", changes, reason="Asked for").done()
    Act(bob, "recording.download", "recording:rec-1", HOSTILE).done()
    Act(alice, "room.delete", "room:r-2", "Kitchen").refused(detail="The API said no")


def titles(client, query: str = "") -> str:
    return client.get(f"/activity/{query}").text.partition("</thead>")[2]


def test_it_says_who_did_what_to_what(alice_client, entries):
    text = titles(alice_client)

    for words in ("Room changed", "Board room", "Asked for", "expires at", "The API said no"):
        assert words in text
    assert text.index("Kitchen") < text.index("Board room")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?person=bob", "Recording downloaded"),
        ("?action=room.update", "Room changed"),
        ("?outcome=refused", "Room deleted"),
        ("?about=rec-1", "Recording downloaded"),
        ("?about=room:r-2", "Room deleted"),
    ],
)
def test_it_is_narrowed(alice_client, entries, query, found):
    words = ("Room changed", "Recording downloaded", "Room deleted")

    assert [each for each in words if each in titles(alice_client, query)] == [found]


def test_nobody_of_a_name_has_done_nothing(alice_client, entries):
    Act(None, "room.update", "room:r-3", "Attic").done()

    assert "Attic" not in titles(alice_client, "?person=nobody&since=2000-01-01")


def test_it_is_narrowed_by_day_and_address(alice_client, entries):
    AuditEntry.objects.filter(target="room:r-1").update(
        at=datetime(2026, 3, 5, 12, tzinfo=UTC), address="192.0.2.7"
    )

    assert "Board room" in titles(alice_client, "?since=2026-03-05&until=2026-03-05")
    assert "Kitchen" not in titles(alice_client, "?since=2026-03-05&until=2026-03-05")
    assert "Board room" not in titles(alice_client, "?since=2026-03-06")
    assert "Kitchen" not in titles(alice_client, "?address=192.0.2.7")


@pytest.mark.parametrize(
    "query", ["?since=soon", "?address=nowhere", "?action=made.up", "?cursor=x"]
)
def test_nonsense_is_told_and_narrows_nothing(alice_client, entries, query):
    response = alice_client.get(f"/activity/{query}")

    assert response.status_code == 200
    assert "Board room" in response.text
    assert "makes no sense" in response.text or "cursor" in query


@pytest.mark.parametrize(
    ("target", "name", "words"),
    [
        ("job:1", "rooms.extend", "Extend rooms"),
        ("job:1", "no.longer.known", "no.longer.known"),
        ("replay:1", "", "All callbacks"),
        ("replay:1", "Event: Room expired", "Event: Room expired"),
    ],
)
def test_what_has_a_name_for_programs_is_called_by_its_words(alice_client, target, name, words):
    AuditEntry.objects.create(action="job.begin", target=target, target_name=name)

    assert f'<bdi class="name">{words}</bdi>' in alice_client.get("/activity/").text


def test_it_escapes_hostile_names(alice_client, entries):
    assert is_only_text(alice_client.get("/activity/").text, HOSTILE)


def test_a_csv_holds_no_formula(alice_client, entries):
    response = alice_client.get("/activity/export.csv?person=bob")
    (_titles, row) = csv.reader(StringIO(b"".join(response.streaming_content).decode()))

    assert "recording.download" in row
    assert f"'{HOSTILE}" in row


def test_json_has_what_was_before_and_after(alice_client, entries):
    rows = json.loads(b"".join(alice_client.get("/activity/export.json").streaming_content))
    [row] = [row for row in rows if row["action"] == "room.update"]

    assert json.loads(row["changes"])["expires_at"]["after"].startswith("2026-02-01")
    assert AuditEntry.objects.filter(action="activity.export").count() == 1


def test_who_sees_some_rooms_only_sees_what_they_did(bob, bob_client, entries):
    grant(bob, "core.view_auditentry")
    group = Group.objects.create(name="Ward")
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Ward")
    assert "Board room" in titles(bob_client)

    bob.groups.add(group)
    assert "Board room" not in titles(bob_client)
    assert "Recording downloaded" in titles(bob_client)


def test_it_costs_the_same_with_many(alice, alice_client, entries, django_assert_max_num_queries):
    for number in range(60):
        Act(alice, "room.update", f"room:{number}", "Board room").done()

    with django_assert_max_num_queries(12):
        alice_client.get("/activity/")


def test_it_is_forgotten_by_its_age(settings, alice, entries):
    settings.AUDIT_RETENTION_DAYS = 30
    old = datetime.now(UTC) - timedelta(days=31)
    AuditEntry.objects.filter(target="room:r-1").update(at=old)

    assert audit_forget() == 1
    assert not AuditEntry.objects.filter(target="room:r-1").exists()
    settings.AUDIT_RETENTION_DAYS = 0
    AuditEntry.objects.update(at=old)
    assert audit_forget() == 0


def recorded_actions() -> set[str]:
    """Each action that our code names where it puts something on record."""
    found = {*PASSWORD.values(), *SECOND_STEP.values()}
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDING:
                    named = [each for each in node.args[:2] if isinstance(each, ast.Constant)]
                    found |= {str(each.value) for each in named if each.value}
    return found


def test_every_action_has_its_words_and_can_be_filtered_by():
    assert len(recorded_actions()) > 40
    assert recorded_actions() <= ACTIONS.keys()


@pytest.mark.parametrize("query", ["since=soon", "address=nowhere", "action=made.up"])
def test_nonsense_is_not_exported_as_everything(alice_client, entries, query):
    answer = alice_client.get(f"/activity/export.csv?{query}", follow=True)

    assert answer.redirect_chain == [(f"/activity/?{query}", 302)]
    assert "part of the filter makes no sense" in answer.text
    assert not AuditEntry.objects.filter(action="activity.export").exists()


def test_who_tried_to_sign_in_as_somebody_is_found_from_their_page(alice, alice_client):
    Client(REMOTE_ADDR="192.0.2.9").post("/sign-in/", {"login": "Alice", "password": "wrong"})
    page = alice_client.get(f"/people/{alice.pk}/").text
    (link,) = re.findall(r'href="(/activity/\?about=[^"]+)"', page)
    found = alice_client.get(link).text

    assert "192.0.2.9" in found and "nobody signed in" in found
    assert "the dashboard itself" not in found
