"""What is on record, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "room.create": _("Room created"),
    "room.update": _("Room changed"),
    "room.delete": _("Room deleted"),
    "room.reveal_host_link": _("Host link revealed"),
    "session.export": _("Attendance exported"),
    "recording.open": _("Recording opened in the player"),
    "recording.download": _("Recording downloaded"),
    "recording.export": _("List of recordings exported"),
    "recording.archive": _("Recording archived"),
    "recording.archive_delete": _("Archived copy deleted"),
    "recording.trash": _("Recording moved to the trash"),
    "recording.restore": _("Recording restored"),
    "recording.hold": _("Recording put on hold"),
    "recording.release": _("Recording released from hold"),
    "recording.delete": _("Recording deleted for good"),
    "retention.change": _("Retention rule changed"),
    "retention.on": _("Retention rule switched on"),
    "retention.off": _("Retention rule switched off"),
    "retention.delete": _("Retention rule deleted"),
    "job.begin": _("Job begun"),
    "job.cancel": _("Job cancelled"),
    "job.retry": _("Job tried again"),
    "callback.replay": _("Callback replayed"),
    "callback.replay_all": _("Callbacks replayed"),
    "callback.replay_stop": _("Replay stopped"),
    "callback.set_aside": _("Callback set aside"),
    "walk.begin": _("Sync begun"),
    "view.save": _("View saved"),
    "view.change": _("View changed"),
    "view.delete": _("View deleted"),
    "person.sign_in": _("Signed in"),
    "person.sign_out": _("Signed out"),
    "too_many_tries": _("Too many tries"),
    "person.second_step": _("Second step of signing in"),
    "person.update": _("Person changed"),
    "role.create": _("Role created"),
    "role.update": _("Role changed"),
    "role.reset": _("Role put back"),
    "role.delete": _("Role deleted"),
    "invitation.create": _("Invitation made"),
    "invitation.accept": _("Invitation accepted"),
    "invitation.revoke": _("Invitation revoked"),
    "token.create": _("API token made"),
    "token.revoke": _("API token revoked"),
    "account.email": _("E-mail address changed"),
    "account.password": _("Password changed"),
    "account.password_reset": _("Password set anew by mail"),
    "account.second_step_add": _("Second step added"),
    "account.second_step_remove": _("Second step removed"),
    "account.second_step_reset": _("Recovery codes made anew"),
    "account.preferences": _("Preferences changed"),
    "account.connect": _("Single sign-on connected"),
    "account.disconnect": _("Single sign-on disconnected"),
    "account.sign_out_device": _("Device signed out"),
    "account.sign_out_everywhere": _("Signed out everywhere else"),
    "usage.export": _("Figures exported"),
    "activity.export": _("Activity exported"),
}
# The kind of a target -> the address of its page.
_PAGES = {
    "room": "rooms:detail",
    "session": "sessions:detail",
    "recording": "recordings:detail",
    "callback": "callbacks:detail",
    "job": "jobs:detail",
    "person": "people:person",
    "role": "people:role",
    "retention": "recordings:retention_preview",
    "replay": "callbacks:replay_run",
}


# The kind of a target -> its words, made from the name that is on record.
_WORDS: dict[str, Callable[[str], str]] = {}


def register_words(kind: str, words: Callable[[str], str]) -> None:
    """For targets whose name on record is one for programs; called when an app is ready."""
    _WORDS[kind] = words


def target_words(target: str, name: str) -> str:
    """What an entry is about, as people call it."""
    words = _WORDS.get(target.partition(":")[0])
    return (words(name) if words else name) or target


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def target_url(target: str) -> str:
    """The page of what an entry is about; empty where there is none."""
    kind, _colon, key = target.partition(":")
    try:
        return reverse(_PAGES[kind], args=[key]) if key else ""
    except (KeyError, NoReverseMatch):
        return ""
