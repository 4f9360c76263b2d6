"""A walk of twenty thousand rooms past pages that fail, each in another way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from rooms.models import Room, RoomWalk
from rooms.walks import rooms_walk
from tests.support.meetings_server import ROOT, MeetingsServerProcess

pytestmark = pytest.mark.django_db

ROOMS = 20_000


@pytest.fixture
def server(tmp_path, settings) -> Iterator[MeetingsServerProcess]:
    running = MeetingsServerProcess.start(tmp_path)
    subprocess.run(
        [sys.executable, "-m", "tests.faults.many_rooms", str(ROOMS)],
        cwd=ROOT,
        env=os.environ | {"MEETINGS_SERVER_DATA": str(tmp_path)},
        check=True,
    )
    settings.MEETINGS_API_URL = f"{running.url}/beta/meetings"
    settings.MEETINGS_API_KEY = running.api_key
    settings.MEETINGS_API_SECRET = running.api_secret
    yield running
    running.stop()


def fail(server: MeetingsServerProcess, kind: str, *, skip: int, count: int = 1) -> None:
    """After `skip` calls that went well since the fault before this one."""
    order = {"kind": kind, "skip": skip, "count": count, "retry_after": 0}
    server.control("POST", "/control/faults", order)


def test_a_walk_gets_past_every_page_and_marks_only_what_is_gone(server):
    fail(server, "server_error", skip=56)
    for kind in ("rate_limited", "cut_off", "malformed"):
        fail(server, kind, skip=20)
    first = rooms_walk()
    assert (first.state, first.error) == (RoomWalk.State.COMPLETE, "")
    assert (first.seen, first.created, first.gone) == (ROOMS, ROOMS, 0)

    deleted = set(Room.objects.order_by("?").values_list("remote_id", flat=True)[:3])
    for remote_id in deleted:
        server.api("DELETE", f"/beta/meetings/rooms/{remote_id}", is_documented=False)
    fail(server, "server_error", skip=56, count=50)
    broken = rooms_walk()
    assert (broken.state, broken.pages, broken.gone) == (RoomWalk.State.FAILED, 56, 0)
    assert not Room.objects.exclude(gone_at=None).exists()

    server.control("DELETE", "/control/faults")
    resumed = rooms_walk()
    assert (resumed.pk, resumed.state, resumed.resumed) == (broken.pk, RoomWalk.State.COMPLETE, 1)
    gone = Room.objects.exclude(gone_at=None)
    assert set(gone.values_list("remote_id", flat=True)) == deleted
