from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_migrate

from core.text_index import TextIndex, make_when_migrated

ROOM_TEXTS = TextIndex("rooms_room", ("display_name", "metadata", "meeting_code"))
PARTICIPANT_NAMES = TextIndex("rooms_participant", ("name",))

_make = make_when_migrated(ROOM_TEXTS, PARTICIPANT_NAMES)


def connect() -> None:
    post_migrate.connect(
        _make, sender=apps.get_app_config("rooms"), dispatch_uid="rooms.text_index", weak=False
    )
