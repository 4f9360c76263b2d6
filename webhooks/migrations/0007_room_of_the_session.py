from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """For callbacks that name no room and came before they were given that of their session."""
    sessions = apps.get_model("rooms", "MeetingSession").objects
    session = sessions.filter(remote_id=OuterRef("session_remote_id"), room__isnull=False)
    callbacks = apps.get_model("webhooks", "Callback").objects.filter(room_remote_id="")
    nameless = callbacks.exclude(session_remote_id="").filter(Exists(session))
    nameless.update(room_remote_id=Subquery(session.values("room__remote_id")[:1]))


class Migration(migrations.Migration):
    dependencies = (
        ("rooms", "0008_fill_session_figures"),
        ("webhooks", "0006_callback_list_indexes"),
    )

    operations = (migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),)
