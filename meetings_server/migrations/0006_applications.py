from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings_server", "0005_recording_uploads_at")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="name",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="application",
            name="is_default",
            field=models.BooleanField(default=False),
        ),
        # Until now there could be only one.
        migrations.RunSQL("UPDATE meetings_server_application SET is_default = 1"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("is_default",),
                name="one_default",
            ),
        ),
    ]
