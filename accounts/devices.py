"""Where somebody is signed in."""

from __future__ import annotations

import re

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.adapters import UNKNOWN_ADDRESS
from accounts.models import User
from core.audit import Act

# The first that is found names the browser or the system: others pretend to be those below them.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class Device:
    def __init__(self, row: UserSession, current_key: str | None) -> None:
        self.pk = row.pk
        self.began_at = row.created_at
        self.address = "" if row.ip == UNKNOWN_ADDRESS else row.ip
        self.is_current = row.session_key == current_key
        self.name = device_name(row.user_agent)


def device_name(user_agent: str) -> str:
    """ "Firefox, Linux"; what is neither is named by its first word ("curl/8.5")."""
    browser = next((name for mark, name in BROWSERS.items() if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    first_word = re.match(r"[\w./-]{0,40}", user_agent)
    return ", ".join(filter(None, (browser, system))) or (first_word[0] if first_word else "")


def devices_of(request: HttpRequest) -> list[Device]:
    """The newest first; rows whose session has ended are taken away on this occasion."""
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: row.created_at, reverse=True)
    return [Device(row, request.session.session_key) for row in rows]


def device_end(*, user: User, device_pk: int) -> None:
    """Raises Http404 when it is not one of theirs."""
    get_object_or_404(UserSession, pk=device_pk, user=user).end()
    Act(user, "account.sign_out_device", f"person:{user.pk}", str(user)).done()


def devices_end(user: User) -> None:
    """Sign them out everywhere; who does so puts it on record."""
    for row in UserSession.objects.filter(user=user):
        row.end()


def other_devices_end(*, user: User, current_key: str | None) -> int:
    others = UserSession.objects.filter(user=user).exclude(session_key=current_key)
    ended = [row.end() for row in others]
    Act(user, "account.sign_out_everywhere", f"person:{user.pk}", str(user)).done()
    return len(ended)
