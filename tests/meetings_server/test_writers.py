"""SQLite has one writer at a time; the server's take turns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep
from typing import Any

from meetings_server.names import PEOPLE
from meetings_server.sqlite.base import FairLock
from tests.support.meetings_server import MeetingsServerProcess

ROOMS = 8
# The clock's steps come in about 20 transactions, and each lets another writer in between.
TURNS = 5


def test_the_lock_is_given_in_the_order_in_which_it_was_asked_for():
    lock, taken = FairLock(), []
    lock.take()
    waiting = [threading.Thread(target=lambda n=n: (lock.take(), taken.append(n))) for n in "abcd"]
    for count, thread in enumerate(waiting, start=1):
        thread.start()
        _until(lambda count=count: len(lock._waiting) == count)
    for thread in waiting:
        lock.give_back()
        thread.join(5)
    assert taken == ["a", "b", "c", "d"]


def test_the_lock_is_free_again_when_nobody_waits():
    lock = FairLock()
    for _ in range(2):
        lock.take()
        lock.give_back()


def test_changes_go_on_while_hundreds_of_steps_are_played(server: MeetingsServerProcess):
    for _ in range(ROOMS):
        body = {"room_id": server.create_room()["id"], "seconds": 60, "people": len(PEOPLE)}
        server.control("POST", "/control/meetings", body)
    path = f"/beta/meetings/rooms/{server.create_room()['id']}"
    with ThreadPoolExecutor() as pool:
        clock = pool.submit(server.control, "POST", "/control/clock", {"advance_seconds": 3600})
        changes = _changes_during(clock, server, path)
    assert server.control("GET", "/control/state")["live_sessions"] == []
    assert changes >= TURNS


def _changes_during(clock: Future[Any], server: MeetingsServerProcess, path: str) -> int:
    count = 0
    while not clock.done():
        body = {"update_details": {"display_name": f"Change {count}"}}
        assert server.api("PATCH", path, json=body).status_code == 200
        count += 1
    return count


def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        sleep(0.001)


def test_one_that_is_refused_lets_others_write(server: MeetingsServerProcess):
    path = f"/beta/meetings/rooms/{server.create_room()['id']}"
    refused = server.api("PATCH", path, json={"update_details": {"display_name": 1}})
    assert refused.status_code == 400
    assert server.api("DELETE", path).status_code == 204
