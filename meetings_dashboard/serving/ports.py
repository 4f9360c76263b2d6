from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable


class PortTaken(Exception):
    pass


def require_free(host: str, port: int, *, setting: str) -> None:
    """Raises PortTaken with one line that names the setting to change."""
    with socket.socket() as probe:
        # As the servers do: a port that only lingers after a restart counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = (
                "is in use"
                if error.errno == errno.EADDRINUSE
                else f"cannot be had: {error.strerror}"
            )
            raise PortTaken(
                f"Port {port} {reason}. Stop what runs there, or choose another one with {setting}=...",
            ) from None


def when_listening(host: str, port: int, action: Callable[[], None]) -> None:
    """Call `action` in a thread once something accepts connections there."""

    def wait() -> None:
        for _attempt in range(300):
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    action()
                    return
            time.sleep(0.05)

    threading.Thread(target=wait, name="ready", daemon=True).start()
