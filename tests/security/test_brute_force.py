"""Trying out passwords, codes and links: it ends soon, with a 429, and is on record once."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import AuditEntry
from tests.conftest import signed_in

TRIES = 12
# Path, what is typed, and after how many tries nobody looks any more.
DOORS = [
    ("/sign-in/", {"login": "alice", "password": "wrong"}, 5),
    ("/sign-in/forgotten/", {"email": "alice@example.com"}, 10),
]


def refused() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="too_many_tries"))


@pytest.mark.parametrize(("path", "typed", "limit"), DOORS)
def test_trying_again_and_again_ends(alice, path, typed, limit):
    answers = [Client().post(path, typed).status_code for _ in range(TRIES)]

    assert 429 not in answers[:limit]
    assert set(answers[limit:]) == {429}


@pytest.mark.parametrize(("path", "typed", "limit"), DOORS)
def test_it_is_on_record_once_with_the_address(alice, path, typed, limit):
    for _ in range(TRIES + 3):
        Client(REMOTE_ADDR="192.0.2.9").post(path, typed)

    (entry,) = refused()
    assert (entry.address, entry.outcome) == ("192.0.2.9", "refused")
    assert entry.target == path


def test_another_port_allows_no_further_try(alice, settings):
    typed = {"login": "alice", "password": "wrong"}
    hosts = [{"Host": f"testserver:{7000 + n}"} for n in range(TRIES)]
    answers = [Client().post("/sign-in/", typed, headers=host).status_code for host in hosts]

    assert answers == [200] * 5 + [429] * (TRIES - 5)


def test_every_failed_sign_in_is_on_record(alice):
    for _ in range(TRIES):
        Client().post("/sign-in/", {"login": "alice", "password": "wrong"})

    failed = AuditEntry.objects.filter(action="person.sign_in", outcome="refused")
    assert [(entry.target, entry.target_name) for entry in failed] == [
        (f"person:{alice.pk}", "alice")
    ] * 5
    assert "wrong" not in str(list(failed.values()))


def test_a_stolen_session_does_not_try_out_the_password(alice):
    thief = signed_in(alice)
    answers = [
        thief.post("/account/confirm/", {"password": f"guess {n}"}).status_code for n in range(12)
    ]

    assert answers[-1] == 429
    (entry,) = refused()
    assert entry.actor == alice


def test_nor_by_changing_it(alice):
    thief = signed_in(alice)
    body = {"password1": "n3w-and-long", "password2": "n3w-and-long"}
    answers = [
        thief.post("/account/password/", {"oldpassword": f"guess {n}", **body}).status_code
        for n in range(12)
    ]

    assert answers[-1] == 429
