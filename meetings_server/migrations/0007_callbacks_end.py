from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings_server", "0006_applications")]

    operations = [
        migrations.AddField(
            model_name="callback",
            name="most_attempts",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
