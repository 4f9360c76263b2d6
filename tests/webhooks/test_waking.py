from __future__ import annotations

import threading

import pytest

from webhooks import waking
from webhooks.waking import Waker

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(waking, "PAUSE_SECONDS", 0)


class Broker:
    """Takes a message, and keeps its sender until it is let go."""

    def __init__(self) -> None:
        self.taken = threading.Semaphore(0)
        self.let_go = threading.Semaphore(0)

    def send(self) -> None:
        self.taken.release()
        self.let_go.acquire()


def test_one_message_is_for_all_who_asked_since_the_last_one():
    broker = Broker()
    waker = Waker(broker.send)
    waker.ask()
    assert broker.taken.acquire(timeout=PATIENCE)

    for _ in range(50):
        waker.ask()
    broker.let_go.release(3)

    assert broker.taken.acquire(timeout=PATIENCE)
    assert not broker.taken.acquire(timeout=0.1)


def test_who_asks_later_has_a_message_of_their_own():
    broker = Broker()
    broker.let_go.release(9)
    waker = Waker(broker.send)

    for _ in range(3):
        waker.ask()
        assert broker.taken.acquire(timeout=PATIENCE)


def test_a_thread_that_is_gone_is_replaced():
    broker = Broker()
    broker.let_go.release(9)
    waker = Waker(broker.send)
    waker._thread = threading.Thread(target=lambda: None)

    waker.ask()

    assert broker.taken.acquire(timeout=PATIENCE)
