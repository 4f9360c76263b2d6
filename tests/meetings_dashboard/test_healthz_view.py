from __future__ import annotations

from django.db import DatabaseError, connection


def test_it_is_well_while_the_database_answers(client, db):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}


def test_it_is_unwell_while_the_database_does_not_answer(client, db):
    def out_of_reach(*_: object) -> None:
        raise DatabaseError("canary-password")

    with connection.execute_wrapper(out_of_reach):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "unreachable"}


def test_it_needs_nobody_to_be_signed_in(client, db):
    assert "Location" not in client.get("/healthz").headers


def test_no_cache_keeps_its_answer(client, db):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


def test_it_can_only_be_looked_at(client, db):
    assert client.post("/healthz").status_code == 405
