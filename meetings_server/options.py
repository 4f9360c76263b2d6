from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

HIGHEST_PORT = 65535
WEEK_SECONDS = 7 * 24 * 60 * 60
# As long as what HS256 makes of it (RFC 7518, section 3.2).
SHORTEST_SECRET_BYTES = 32
HEADER_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
# What the settings module reads from the environment.
PASSED_ON = (
    "life",
    "callback_url",
    "public_url",
    "recording_link_seconds",
    "signature_secret",
    "allow_private_callbacks",
    "callbacks_kept",
    "callback_attempts",
    "callback_retry_seconds",
    "room_quota",
    "theme_quota",
    "metadata_header",
    "embedded_rooms",
)
# The first is what the service sent, the second what its first document and one SDK expect.
EMBEDDED_ROOMS = ("array", "object")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        named = [variable(name) for name in told() if f"{_flag(name)}:" in message]
        where = f" (in {named[0]})" if named else ""
        sys.stderr.write(f"The Meetings server cannot start: {message}{where}. See --help.\n")
        raise SystemExit(2)


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Ends the process with status 2 and one line when one of them is wrong."""
    parser = _Parser(prog="meetings_server", description="Speaks the Meetings API.")
    _add_where(parser)
    _add_how(parser)
    _add_callbacks(parser)
    _add_repetition(parser)
    # The parser reads them as it reads flags, which win.
    parser.set_defaults(**told())
    return parser.parse_args(arguments)


def _add_where(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=number(0, HIGHEST_PORT), default=8001, help="0 picks a free one")
    add("--host", default="127.0.0.1")
    add("--data", type=Path, default=Path("var/meetings-server"), help="where its files live")
    add("--empty", action="store_true", help="begin without rooms")
    add("--exit-with-parent", action="store_true", help="end when the standard input closes")


def _add_how(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--life", type=number(0, 3600), help="sessions an hour that it plays by itself; default 0")
    add("--public-url", type=web_address, help="under which people and players reach it")
    add(
        "--recording-link-seconds",
        type=number(1, WEEK_SECONDS),
        help="how long a link to a film is good for; default 900",
    )
    add(
        "--room-quota",
        type=number(1, 1_000_000),
        help="usable rooms of each application; default 1000",
    )
    add(
        "--embedded-rooms",
        type=one_of(EMBEDDED_ROOMS),
        help="`_embedded` of a page is an array of rooms, or an object that has it; default array",
    )
    add("--theme-quota", type=number(1, 1_000_000), help="themes of each application; default 1000")


def _add_callbacks(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--callback-url",
        type=web_address,
        help="where callbacks go, unless a room has addresses of its own; "
        "MEETINGS_SERVER_CALLBACK_URL in the environment is not shown to others on the machine",
    )
    add(
        "--signature-secret",
        type=signature_secret,
        help="callbacks are signed with it; better as MEETINGS_SERVER_SIGNATURE_SECRET",
    )
    add(
        "--allow-private-callbacks",
        action="store_true",
        default=None,
        help="rooms may have callbacks sent to addresses of this machine and its network",
    )
    add("--metadata-header", type=header, help="of callbacks; default X-Room-Metadata")


def _add_repetition(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--callback-retry-seconds",
        type=number(0.01, 3600.0),
        help="before the first repeat of a callback; default 1",
    )
    add(
        "--callback-attempts",
        type=number(1, 1_000_000),
        help="after which a callback is given up; default 2880, which take a day",
    )
    add("--callbacks-kept", type=number(1, 10_000_000), help="to be looked at; default 10000")


def number(smallest: float, largest: float) -> Callable[[str], float]:
    """A reader of numbers; they are whole when `smallest` is."""
    kind = type(smallest)

    def read(digits: str) -> float:
        try:
            value = kind(digits)
        except ValueError:
            value = largest + 1
        if not smallest <= value <= largest:
            raise argparse.ArgumentTypeError(f"{digits!r} is not from {smallest} to {largest}")
        return value

    return read


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def read(choice: str) -> str:
        if choice not in choices:
            raise argparse.ArgumentTypeError(f"{choice!r} is none of {', '.join(choices)}")
        return choice

    return read


def web_address(address: str) -> str:
    """Not repeated when it is wrong: it may hold a secret."""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good or not address.isprintable():
        raise argparse.ArgumentTypeError("it has to begin with http:// or https:// and name a host")
    return address


def signature_secret(secret: str) -> str:
    """Not repeated when it is wrong."""
    if len(secret.encode(errors="replace")) < SHORTEST_SECRET_BYTES:
        raise argparse.ArgumentTypeError(f"it has to have {SHORTEST_SECRET_BYTES} bytes or more")
    return secret


def header(name: str) -> str:
    if not name or not set(name) <= HEADER_LETTERS:
        raise argparse.ArgumentTypeError(f"{name!r} is not the name of a header")
    return name


def variable(name: str) -> str:
    return f"MEETINGS_SERVER_{name.upper()}"


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def told() -> dict[str, str]:
    """The options that the environment has; an empty one is none."""
    return {name: value for name in PASSED_ON if (value := os.environ.get(variable(name)))}


def configure(options: argparse.Namespace) -> None:
    """Hand the options to the settings module, which reads the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "meetings_server.settings"
    os.environ["MEETINGS_SERVER_DATA"] = str(options.data)
    for name in PASSED_ON:
        value = getattr(options, name)
        if value is not None:
            os.environ[variable(name)] = str(value)
