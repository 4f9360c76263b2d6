from __future__ import annotations

import json

import pytest
from django.urls import reverse

from rooms.models import Room
from tests.support.callbacks import RECEIVER, payload, post
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT, begin_session, join, record, tell, the_session
from tests.support.permissions import grant
from webhooks.drain import callbacks_drain
from webhooks.models import Callback, CallbackState
from webhooks.timeline import Outcome, noted

pytestmark = pytest.mark.django_db


def newest() -> str:
    return Callback.objects.latest("pk").get_absolute_url()


def test_it_shows_the_payload_and_what_it_did(alice_client):
    join("Ada Obi")

    text = alice_client.get(newest()).text

    assert "Ada Obi is there." in text
    assert "&quot;session:participant:joined&quot;" in text


def test_it_links_what_it_is_about(alice_client):
    begin_session()
    recording = record()
    started, told = Callback.objects.order_by("pk")

    assert (
        Room.objects.get().get_absolute_url() in alice_client.get(started.get_absolute_url()).text
    )
    text = alice_client.get(told.get_absolute_url()).text
    assert the_session().get_absolute_url() in text
    assert recording.get_absolute_url() in text


def test_it_links_nothing_that_may_not_be_seen(charlie, charlie_client, alice_client):
    grant(charlie, "view_callback")
    recording = record()

    response = charlie_client.get(newest())

    assert response.status_code == 200
    assert recording.get_absolute_url() not in response.text


def test_it_hides_the_signatures_of_links(alice_client):
    post(payload("recording_uploaded"))

    text = alice_client.get(newest()).text

    assert "canary-signature" not in text
    assert "Signature=***" in text


def test_it_shows_a_body_that_is_no_json(alice_client):
    post(f"{SCRIPT}?Signature=canary-signature")

    text = alice_client.get(newest()).text

    assert "The body is not JSON" in text
    assert "&lt;script&gt;" in text
    assert is_only_text(text, SCRIPT)
    assert "canary-signature" not in text


def test_it_says_what_is_missing_in_a_dead_one(alice_client):
    tell("session:ended")

    text = alice_client.get(newest()).text

    assert "The callback has no &quot;session_id&quot;" in text
    assert "nobody tries again until it is replayed" in text


def test_it_says_when_a_failed_one_is_tried_again(alice_client):
    begin_session()
    Callback.objects.update(state=CallbackState.FAILED, attempts=2, error="The database refused")

    text = alice_client.get(newest()).text

    assert "attempt 2" in text
    assert "Next attempt" in text


def test_it_shows_the_headers_that_were_kept(alice_client, client):
    client.post(
        "/hooks/canary-token-one/",
        json.dumps({"event": "theme:changed"}),
        content_type="application/json",
        headers={"X-Room-Metadata": SCRIPT, "User-Agent": "Meetings/1.0"},
    )

    text = alice_client.get(newest()).text

    assert "Meetings/1.0" in text
    assert is_only_text(text, SCRIPT)


@pytest.mark.parametrize("name", ["X-Room-Metadata", "Vonage-Metadata", "metadata"])
def test_metadata_is_kept_whatever_its_header_is_called(client, name):
    headers = {
        name: "floor 7",
        "Authorization": "Basic c2VjcmV0",
        "Cookie": "a=b",
        "X-Api-Key": "k",
    }
    body = json.dumps({"event": "theme:changed"})
    client.post(RECEIVER, body, content_type="application/json", headers=headers)

    kept = Callback.objects.get().headers
    assert kept == {"content-type": "application/json", name.lower(): "floor 7"}


def test_it_escapes_hostile_names_and_events(alice_client):
    tell(SCRIPT, name=SCRIPT)
    assert is_only_text(alice_client.get(newest()).text, SCRIPT)

    join(SCRIPT)
    assert is_only_text(alice_client.get(newest()).text, SCRIPT)


@pytest.mark.parametrize(
    "body",
    [
        '{"event":"x","deep":' + "[" * 900 + "]" * 900 + "}",
        '{"event":"x","deep":' + "[" * 400 + "]" * 400 + "}",
        '{"event":"x","half":"\\ud800","nul":"\\u0000"}',
        '{"event":"x","number":1e400}',
        '{"event":"x","number":' + "9" * 400 + "}",
        '{"event":"x","turned":"\u202egnp.exe"}',
        b"\xff\xfe\x00",
        "[" * 60_000,
        "",
    ],
)
def test_it_bears_any_body(alice_client, body):
    post(body)

    assert alice_client.get(newest()).status_code == 200


def test_it_offers_replay_only_for_what_can_be_applied(alice_client):
    begin_session()
    assert "/replay/" in alice_client.get(newest()).text

    tell("theme:changed")
    assert "/replay/" not in alice_client.get(newest()).text


def test_bob_may_look_but_not_replay(bob_client):
    begin_session()

    response = bob_client.get(newest())

    assert response.status_code == 200
    assert "/replay/" not in response.text


def test_charlie_may_not_look(charlie_client):
    begin_session()

    assert charlie_client.get(newest()).status_code == 403


def test_it_knows_no_other_callback(alice_client):
    assert alice_client.get(reverse("callbacks:detail", args=[999])).status_code == 404
    assert alice_client.get(f"{reverse('callbacks:list')}{2**63}/").status_code == 404


def test_it_tells_of_each_attempt_and_each_replay(alice_client):
    begin_session()
    callback = Callback.objects.get()
    for outcome in (Outcome.FAILED, Outcome.DEAD):
        callback.attempts += 1
        callback.history = noted(callback, outcome, f"It {outcome} for a reason")
    callback.state = CallbackState.DEAD
    callback.save()

    alice_client.post(reverse("callbacks:replay", args=[callback.pk]))
    callbacks_drain()
    response = alice_client.get(callback.get_absolute_url())

    entries = response.context["page"].timeline
    assert [(entry.outcome, entry.is_replay) for entry in entries] == [
        ("failed", False),
        ("dead", False),
        ("replayed", True),
        ("applied", True),
    ]
    assert "It dead for a reason" in response.text
    assert "Replay asked for" in response.text


def test_it_leads_to_its_neighbours_in_the_session(alice_client):
    for event in (begin_session, lambda: begin_session("s-2"), lambda: join("Ada"), record):
        event()
    first, _other, second, third = Callback.objects.order_by("pk")

    shown = alice_client.get(second.get_absolute_url()).context["page"].callback

    assert (shown.previous_pk, shown.next_pk) == (first.pk, third.pk)


def test_what_belongs_to_no_session_has_no_neighbours(alice_client):
    tell("room:expired", room_id="r-1")
    tell("room:expired", room_id="r-2")

    shown = alice_client.get(newest()).context["page"].callback

    assert (shown.previous_pk, shown.next_pk) == (None, None)


def test_it_names_the_person(alice_client):
    join("Ada Obi")

    assert f'href="{the_session().get_absolute_url()}"><bdi class="name">Ada Obi' in (
        alice_client.get(newest()).text
    )


def test_it_costs_the_same_whatever_it_is_about(alice_client, django_assert_max_num_queries):
    begin_session()
    join("Ada Obi")
    record()

    for callback in Callback.objects.all():
        with django_assert_max_num_queries(8):  # Django's session, the user, five of the frame
            alice_client.get(callback.get_absolute_url())


@pytest.mark.parametrize("odd", ["a/b", "..", ".", "a?b#c", "%2f", "%", " ", "a\nb", "\u202e"])
@pytest.mark.parametrize("page", ["", "/", "/rooms/", "/sessions/", "/recordings/", "/callbacks/"])
def test_no_id_breaks_a_page(alice_client, odd, page):
    tell("recording:started", recording_id=odd, session_id=odd, room_id=odd)
    tell("session:participant:joined", participant_id=odd, session_id=odd, room_id=odd)

    assert alice_client.get(page or newest()).status_code == 200
