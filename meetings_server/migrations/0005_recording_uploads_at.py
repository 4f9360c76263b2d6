from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings_server", "0004_attempts")]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="uploads_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE meetings_server_recording SET uploads_at = ended_at WHERE status = 'stopped'"
        ),
    ]
