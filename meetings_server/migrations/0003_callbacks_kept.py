from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# The lane of a callback is the id of its session, or of its room.
FIND_ROOMS = """
UPDATE meetings_server_callback SET is_trusted = 1, room_id = COALESCE(
    (SELECT serial FROM meetings_server_room WHERE id = lane),
    (SELECT room_id FROM meetings_server_session WHERE id = lane)
)
"""


class Migration(migrations.Migration):
    dependencies = [("meetings_server", "0002_themes")]

    operations = [
        migrations.AddField(
            model_name="callback",
            name="is_trusted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="callback",
            name="room",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="meetings_server.room",
            ),
        ),
        migrations.RunSQL(FIND_ROOMS),
        migrations.AlterField(
            model_name="callback",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                to="meetings_server.room",
            ),
        ),
    ]
