"""`python -m meetings_server --port N --data DIR`"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="meetings_server", description="Speaks the Meetings API.")
    add = parser.add_argument
    add("--port", type=int, default=8001, help="0 picks a free one")
    add("--host", default="127.0.0.1")
    add("--data", type=Path, default=Path("var/meetings-server"), help="where its files live")
    add("--empty", action="store_true", help="begin without rooms")
    add("--exit-with-parent", action="store_true", help="end when the standard input closes")
    add("--life", type=int, help="sessions an hour that it plays by itself; default 0")
    add("--callback-url", help="where callbacks go, unless a room has its own addresses")
    add("--public-url", help="under which people and players reach it")
    add("--recording-link-seconds", type=int, help="how long a link is good for; default 900")
    add("--callback-retry-seconds", type=float, help="before the first repeat; default 1")
    return parser.parse_args()


def configure(options: argparse.Namespace) -> None:
    """Hand the options to the settings module, which reads the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "meetings_server.settings"
    os.environ["MEETINGS_SERVER_DATA"] = str(options.data)
    for name in (
        "life",
        "callback_url",
        "public_url",
        "recording_link_seconds",
        "callback_retry_seconds",
    ):
        value = getattr(options, name)
        if value is not None:
            os.environ[f"MEETINGS_SERVER_{name.upper()}"] = str(value)


def main() -> None:
    options = arguments()
    configure(options)
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        from meetings_server.running import Running

        running = Running(options)
    except OSError as error:
        give_up(f"Port {options.port} or folder {options.data}: {error.strerror or error}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, running.stop_on_signal)
    if options.exit_with_parent:
        threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    running.run()


def stop_at_end_of_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def give_up(reason: str) -> None:
    sys.stderr.write(f"The Meetings server cannot start. {reason}\n")
    raise SystemExit(2)


if __name__ == "__main__":
    main()
