"""Gives a Meetings server more rooms than could be made one by one over its API:
`MEETINGS_SERVER_DATA=... python -m tests.faults.many_rooms COUNT`."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import django


def main(count: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "meetings_server.settings"
    django.setup()

    from meetings_server import clock
    from meetings_server.models import Application, Room
    from meetings_server.rooms import DEFAULTS

    application, now = Application.objects.get(), clock.now()
    Room.objects.bulk_create(
        (
            Room(
                application=application,
                display_name=f"Room {number}",
                type="long_term",
                created_at=now,
                expires_at=now + timedelta(days=30),
                meeting_code=str(100_000_000 + number),
                **DEFAULTS,
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
