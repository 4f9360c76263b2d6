"""`python -m meetings_server --port N --data DIR`"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from typing import NoReturn

from django.db import DatabaseError

from meetings_server.data_lock import hold
from meetings_server.options import configure, options_of
from meetings_server.running import Running, listen

OWNER_ONLY = 0o077


def main() -> None:
    options = options_of(sys.argv[1:])
    configure(options)
    # The database holds the same secrets as the credentials file.
    os.umask(OWNER_ONLY)
    server = start(options)
    signal.signal(signal.SIGTERM, server.stop_on_signal)
    # A Ctrl-C reaches the parent too, which ends us once it has no more use for us.
    ends_alone = not options.exit_with_parent
    signal.signal(signal.SIGINT, server.stop_on_signal if ends_alone else signal.SIG_IGN)
    if options.exit_with_parent:
        threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    server.run()


def start(options: argparse.Namespace) -> Running:
    """Ends the process with status 2 and one line when it cannot."""
    where = f"Folder {options.data}"
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        lock = hold(options.data)
        where = f"Port {options.port} of {options.host}"
        listener = listen(options.host, options.port)
        where = f"Folder {options.data}"
        return Running(options, lock, listener)
    except OSError as error:
        give_up(f"{where}: {error.strerror or error}")
    except (ValueError, DatabaseError) as error:
        give_up(f"{where}: {error}")


def stop_at_end_of_input() -> None:
    # Not sys.stdin: a thread that holds its lock makes the end of the interpreter a crash.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def give_up(reason: str) -> NoReturn:
    sys.stderr.write(f"The Meetings server cannot start. {reason}\n")
    raise SystemExit(2)


if __name__ == "__main__":
    main()
