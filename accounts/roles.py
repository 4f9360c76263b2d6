"""What roles may do: the rights that can be given, and the built-in roles as they are at first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import BuiltIn, NamesShown, Role


@dataclass(frozen=True)
class Area:
    """Rights that belong together: permission -> what it lets one do."""

    label: str | Promise
    rights: dict[str, str | Promise]


AREAS = (
    Area(
        _("Rooms and sessions"),
        {
            "rooms.view_room": _("See rooms"),
            "rooms.view_meetingsession": _("See sessions, and who was there"),
            "rooms.add_room": _("Create rooms"),
            "rooms.change_room": _("Edit and extend rooms"),
            "rooms.reveal_host_link": _("Reveal host links"),
            "rooms.delete_room": _("Delete rooms"),
        },
    ),
    Area(
        _("Recordings"),
        {
            "recordings.view_recording": _("See and watch recordings"),
            "recordings.download_recording": _("Download recordings"),
            "recordings.archive_recording": _("Archive recordings"),
            "recordings.delete_recording": _("Move recordings to the trash, and restore them"),
            "recordings.hold_recording": _("Put recordings on hold"),
            "recordings.purge_recording": _("Delete recordings at once and for good"),
            "recordings.view_retentionrule": _("See retention rules"),
            "recordings.change_retentionrule": _("Manage retention rules"),
        },
    ),
    Area(
        _("Callbacks and sync"),
        {
            "webhooks.view_callback": _("See callbacks"),
            "webhooks.change_callback": _("Replay callbacks, see where they are sent"),
            "rooms.view_roomwalk": _("See how the sync goes"),
            "rooms.view_drift": _("See where the API differed"),
            "rooms.add_roomwalk": _("Sync now"),
        },
    ),
    Area(
        _("Administration"),
        {
            "jobs.view_job": _("See everybody's jobs"),
            "core.view_auditentry": _("See and export the activity"),
            "accounts.manage_people": _("Manage people and roles"),
        },
    ),
)
RIGHTS = {permission: label for area in AREAS for permission, label in area.rights.items()}

_VIEWER = {
    "rooms.view_room",
    "rooms.view_meetingsession",
    "recordings.view_recording",
    "rooms.view_roomwalk",
}
_OPERATOR = _VIEWER | {
    "rooms.add_room",
    "rooms.change_room",
    "rooms.reveal_host_link",
    "recordings.download_recording",
    "recordings.archive_recording",
    "webhooks.view_callback",
    "webhooks.change_callback",
    "rooms.view_drift",
    "rooms.add_roomwalk",
}
_MANAGER = _OPERATOR | {
    "rooms.delete_room",
    "recordings.delete_recording",
    "recordings.hold_recording",
    "recordings.purge_recording",
    "recordings.view_retentionrule",
    "jobs.view_job",
    "core.view_auditentry",
}
RIGHTS_AT_FIRST: dict[BuiltIn, set[str]] = {
    BuiltIn.VIEWER: _VIEWER,
    BuiltIn.OPERATOR: _OPERATOR,
    BuiltIn.MANAGER: _MANAGER,
    BuiltIn.ADMINISTRATOR: set(RIGHTS),
}
NAMES_AT_FIRST = {
    BuiltIn.VIEWER: NamesShown.INITIALS,
    BuiltIn.OPERATOR: NamesShown.FULL,
    BuiltIn.MANAGER: NamesShown.FULL,
    BuiltIn.ADMINISTRATOR: NamesShown.FULL,
}


def permissions_named(names: set[str] | list[str]) -> QuerySet[Permission]:
    """The permissions called "rooms.view_room" and so on."""
    condition = Q(pk__in=[])
    for name in names:
        app_label, _dot, codename = name.partition(".")
        condition |= Q(content_type__app_label=app_label, codename=codename)
    return Permission.objects.filter(condition)


def rights_of(group: Group) -> set[str]:
    found = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in found}


def names_of(group: Group) -> NamesShown:
    """How much of people's names it shows; a group that is no role shows all."""
    shown = Role.objects.filter(group=group).values_list("names_shown", flat=True).first()
    return NamesShown(shown or NamesShown.FULL)


def put_back(role: Role) -> None:
    """Give a built-in role the rights that it had at first, in all rooms."""
    built_in = BuiltIn(role.built_in)
    role.names_shown = NAMES_AT_FIRST[built_in]
    role.trash_hours = None
    role.save(update_fields=["names_shown", "trash_hours"])
    role.group.permissions.set(permissions_named(RIGHTS_AT_FIRST[built_in]))
    role.group.room_scopes.all().delete()


@transaction.atomic
def built_in_role(built_in: BuiltIn) -> Role:
    """The built-in role, made anew if there is none."""
    role = Role.objects.select_related("group").filter(built_in=built_in).first()
    if role is None:
        group, _is_new = Group.objects.get_or_create(name=str(built_in.label))
        role = Role.objects.create(group=group, built_in=built_in)
        put_back(role)
    return role
