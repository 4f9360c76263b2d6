"""The same signed callback, sent several times at the same moment."""

from __future__ import annotations

import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.support.callbacks import payload
from tests.support.signatures import SECRET, bearer, signed
from tests.webhooks.test_authentication import BODY, send
from webhooks import inbox
from webhooks.models import Callback


def send_at_once(count: int) -> list[int]:
    """The answers; none is written before all are found to be right."""
    headers, answers = bearer(signed(BODY)), []

    def knock() -> None:
        try:
            answers.append(send(headers=headers).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=knock) for _ in range(count)]
    with inbox.writing_turn:
        for thread in threads:
            thread.start()
        while len(inbox._waiting) < count:
            pass
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_one_of_them_is_taken(settings):
    settings.CALLBACK_SIGNATURE_SECRETS = [SECRET]

    assert send_at_once(4) == [204, 401, 401, 401]
    assert Callback.objects.get().payload == payload("session_started")


@pytest.mark.django_db(transaction=True)
def test_of_those_that_were_taken_before_the_first_keeps_it():
    [once] = Callback._meta.constraints
    with connection.schema_editor() as editor:
        editor.remove_constraint(Callback, once)
    try:
        for signature in ("a", "a", "b", "", ""):
            Callback.objects.create(body=BODY, signature_id=signature)
        import_module("webhooks.migrations.0008_signatures_once").keep_the_first(apps, None)
        kept = list(Callback.objects.order_by("pk").values_list("signature_id", flat=True))
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Callback, once)

    assert kept == ["a", "", "b", "", ""]
