"""The built-in roles, and a role beside each group that was there before.

Django makes permissions only after all migrations have run; those that are needed earlier are
made here, and it finds them.
"""

from __future__ import annotations

from django.db import migrations

VIEWER = {
    "rooms": {"view_room": "room", "view_meetingsession": "meetingsession", "view_roomwalk": "roomwalk"},
    "recordings": {"view_recording": "recording"},
}
OPERATOR = {
    "rooms": {
        "add_room": "room",
        "change_room": "room",
        "reveal_host_link": "room",
        "view_drift": "drift",
        "add_roomwalk": "roomwalk",
    },
    "recordings": {"download_recording": "recording", "archive_recording": "recording"},
    "webhooks": {"view_callback": "callback", "change_callback": "callback"},
}
MANAGER = {
    "rooms": {"delete_room": "room"},
    "recordings": {
        "delete_recording": "recording",
        "hold_recording": "recording",
        "purge_recording": "recording",
    },
    "jobs": {"view_job": "job"},
    "core": {"view_auditentry": "auditentry"},
}
ADMINISTRATOR = {"accounts": {"manage_people": "user"}}
NAMES = {
    "reveal_host_link": "Can reveal host links",
    "download_recording": "Can download recordings",
    "archive_recording": "Can archive recordings",
    "purge_recording": "Can delete recordings at once and for good",
    "hold_recording": "Can put recordings on hold and release them",
    "manage_people": "Can say who may sign in, and what each role may do",
    "view_meetingsession": "Can view meeting session",
    "view_roomwalk": "Can view room walk",
    "add_roomwalk": "Can add room walk",
    "view_auditentry": "Can view audit entry",
}


def make(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    role_model = apps.get_model("accounts", "Role")
    for group in group_model.objects.order_by("pk"):
        role_model.objects.create(group=group)
    permissions = []
    for name, further in (
        ("viewer", VIEWER),
        ("operator", OPERATOR),
        ("manager", MANAGER),
        ("administrator", ADMINISTRATOR),
    ):
        permissions += [_permission(apps, *one) for one in _each(further)]
        group, is_new = group_model.objects.get_or_create(name=name.capitalize())
        shown = "initials" if name == "viewer" else "full"
        role_model.objects.update_or_create(
            group=group, defaults={"built_in": name, "names_shown": shown}
        )
        group.permissions.add(*permissions)


def _each(rights):
    for app_label, codenames in rights.items():
        for codename, model in codenames.items():
            yield app_label, codename, model


def _permission(apps, app_label, codename, model):
    content_types = apps.get_model("contenttypes", "ContentType")
    content_type, _is_new = content_types.objects.get_or_create(app_label=app_label, model=model)
    usual = f"Can {codename.replace('_', ' ')}"
    permission, _is_new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": NAMES.get(codename, usual)}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles_and_room_scopes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
