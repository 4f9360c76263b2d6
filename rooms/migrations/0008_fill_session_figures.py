from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations

from rooms.session_figures import KEPT, figures_of

AT_ONCE = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """For the sessions that had ended before there were figures."""
    sessions = apps.get_model("rooms", "MeetingSession").objects.filter(ended_at__isnull=False)
    intervals = apps.get_model("rooms", "Interval").objects
    keys = list(sessions.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        received: Any = defaultdict(lambda: defaultdict(list))
        found = intervals.filter(participant__session__in=some).order_by()
        columns = "participant__session", "participant", "joined_at", "left_at"
        for session, person, joined_at, left_at in found.values_list(*columns):
            received[session][person].append((joined_at, left_at))
        rows = list(sessions.filter(pk__in=some).only("began_at", "ended_at"))
        for row in rows:
            figures = figures_of(row.began_at, row.ended_at, received.get(row.pk, {}))
            for name, value in zip(KEPT, figures, strict=True):
                setattr(row, name, value)
        sessions.model.objects.bulk_update(rows, KEPT)


class Migration(migrations.Migration):
    dependencies = (("rooms", "0007_session_figures"),)

    operations = (migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),)
