from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

SIGNED = ~Q(signature_id="")
NAME = "callback_of_signature"


def keep_the_first(apps: Any, schema_editor: Any) -> None:
    """Of those that were taken with the same signature at the same moment."""
    signed = apps.get_model("webhooks", "Callback").objects.filter(SIGNED)
    earlier = signed.filter(signature_id=OuterRef("signature_id"), pk__lt=OuterRef("pk"))
    again = list(signed.filter(Exists(earlier)).values_list("pk", flat=True))
    signed.filter(pk__in=again).update(signature_id="")


class Migration(migrations.Migration):
    dependencies = (("webhooks", "0007_room_of_the_session"),)

    operations = (
        migrations.RunPython(keep_the_first, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="callback", name=NAME),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(
                fields=["signature_id"], condition=SIGNED, name=NAME
            ),
        ),
    )
