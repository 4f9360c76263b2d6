from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings_server", "0007_callbacks_end")]

    operations = [
        migrations.AlterField(
            model_name="callback",
            name="lane",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="callback",
            name="state",
            field=models.CharField(default="pending", max_length=20),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["state", "lane", "url"], name="heads_of_lanes"),
        ),
    ]
