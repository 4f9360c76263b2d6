from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """For the rooms that were used before this was noted."""
    begun = apps.get_model("rooms", "MeetingSession").objects.filter(room=OuterRef("pk"))
    newest = Subquery(begun.order_by("-began_at").values("began_at")[:1])
    apps.get_model("rooms", "Room").objects.exclude(sessions=None).update(last_session_at=newest)


class Migration(migrations.Migration):
    dependencies = (("rooms", "0009_room_sort_keys"),)

    operations = (migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),)
