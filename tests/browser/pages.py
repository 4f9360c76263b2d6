"""Every page with something to see on it, as an administrator's day leaves it."""

from __future__ import annotations

from tests.browser.administrator import Administrator
from tests.support.serve import Serve

# A link to one thing, not to a page beside them.
ONE_RECORDING = r'href="(/recordings/(?!trash/|retention/|export)[^"?/]+/)"'
SIGNED_OUT = {
    "sign-in": "/sign-in/",
    "password-forgotten": "/sign-in/forgotten/",
    "password-mail-sent": "/sign-in/forgotten/sent/",
    "password-link-over": "/sign-in/forgotten/1-gone/",
    "password-set": "/sign-in/forgotten/done/",
    "sign-up": "/sign-up/",
    "invitation-over": "/invitations/gone/",
    "account-inactive": "/sign-in/inactive/",
    "single-sign-on-failed": "/sign-in/failed/",
    "single-sign-on-cancelled": "/sign-in/cancelled/",
    "not-found-signed-out": "/nowhere/",
}
# Always there, whatever is done.
ALWAYS = {
    "overview": "/",
    "overview-90-days": "/?days=90",
    "search": "/search/?q=room",
    "shortcuts": "/shortcuts/",
    "rooms": "/rooms/",
    "rooms-no-match": "/rooms/?q=nothing+is+called+this",
    "room-new": "/rooms/new/",
    "sync": "/rooms/sync/",
    "walk": "/rooms/sync/1/",
    "drift": "/rooms/sync/drift/",
    "sessions": "/sessions/",
    "recordings": "/recordings/",
    "retention": "/recordings/retention/",
    "retention-new": "/recordings/retention/new/",
    "trash": "/recordings/trash/",
    "jobs": "/jobs/",
    "callbacks": "/callbacks/",
    "callback": "/callbacks/1/",
    "callbacks-replay": "/callbacks/replay-all/?kind=session%3Astarted",
    "receiver": "/callbacks/receiver/",
    "missing-recording": "/missing-recording/",
    "not-found": "/rooms/no-such-room/",
    "people": "/people/",
    "roles": "/people/roles/",
    "role-new": "/people/roles/new/",
    "invitations": "/people/invitations/",
    "account": "/account/",
    "email": "/account/email/",
    "password": "/account/password/",
    "authenticator": "/account/app/",
    "recovery-codes-new": "/account/codes/new/",
    "passkey-add": "/account/passkeys/add/",
    "sign-in-again": "/sign-in/again/",
    "proof": "/account/confirm/",
    "tokens": "/account/tokens/",
    "token-new": "/account/tokens/new/",
    "sign-out": "/sign-out/",
    "activity": "/activity/",
    "api": "/api/",
    "styleguide": "/styleguide/",
}


def prepared(serve: Serve) -> dict[str, str]:
    """Have something to see on every page; its name -> its path."""
    meeting = serve.control("POST", "meetings", {"seconds": 600, "people": 5, "record": True})
    administrator = Administrator(serve)
    room, session = f"/rooms/{meeting['room_id']}/", f"/sessions/{meeting['session_id']}/"
    administrator.awaited("/sessions/", f'href="({session})"')
    return (
        ALWAYS
        | {
            "room": room,
            "room-edit": f"{room}edit/",
            "room-delete": f"{room}delete/",
            "room-cell": f"{room}cell/name/",
            "room-trail": f"{room}recording-trail/",
            "session-live": session,
            "session-attendance": f"{session}attendance/",
            "session-trail": f"{session}recording-trail/",
        }
        | of_recordings(administrator)
        | of_work(administrator)
        | of_people(administrator)
    )


def of_recordings(administrator: Administrator) -> dict[str, str]:
    recording = administrator.awaited("/recordings/?state=uploaded", ONE_RECORDING)
    rule = administrator.submit("/recordings/retention/new/", {"name": "Old ones", "days": 900})
    return {
        "recording": recording,
        "recording-hold": f"{recording}hold/",
        "recording-purge": f"{recording}purge/",
        "recording-trail": f"{recording}trail/",
        "retention-preview": rule,
        "retention-edit": f"{rule}edit/",
    }


def of_work(administrator: Administrator) -> dict[str, str]:
    """A job, a zip, a replay, and a list that is kept as a view."""
    room = administrator.awaited("/rooms/?type=long_term", r'name="room" value="([^"]+)"')
    extend = {"action": "extend", "room": room, "sure": 1, "preset": "7d"}
    recording = administrator.awaited(
        "/recordings/?state=uploaded", r'name="recording" value="([^"]+)"'
    )
    bundle = {"action": "zip", "recording": recording}
    view = {"page": "rooms:list", "query": "sort=-name", "name": "Backwards"}
    newest = administrator.found("/callbacks/replay-all/", r'name="newest" value="(\d+)"')
    administrator.submit("/rooms/", view, to="/saved-views/")
    return {
        "job": administrator.submit("/rooms/", extend, to="/rooms/bulk/"),
        "job-zip": administrator.submit("/recordings/", bundle, to="/recordings/bulk/"),
        "replay": administrator.submit("/callbacks/replay-all/", {"newest": newest}),
        "rooms-saved-view": "/rooms/?sort=-name",
        "saved-view": administrator.found("/rooms/?sort=-name", r'href="(/saved-views/\d+/)"'),
    }


def of_people(administrator: Administrator) -> dict[str, str]:
    administrator.submit("/people/invitations/", {"email": "zofia@example.com"})
    role = {"name": "Night desk", "names_shown": "initials"}
    administrator.submit("/people/roles/new/", role)
    made = r'href="(/people/roles/\d+/)"[^>]*><bdi class="name">Night desk'
    night_desk = administrator.found("/people/roles/", made)
    return {
        "person": administrator.found("/people/", r'href="(/people/\d+/)"'),
        "role": administrator.found("/people/roles/", r'href="(/people/roles/\d+/)"'),
        "role-delete": f"{night_desk}delete/",
    }
