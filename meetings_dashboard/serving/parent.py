from __future__ import annotations

import os
import signal
import threading
import time

CHECK_SECONDS = 1.0
PATIENCE_SECONDS = 10.0


def exit_with_parent(parent: int) -> None:
    """End this process soon after the process `parent` has gone, however it went."""
    threading.Thread(target=_watch, args=[parent], name="parent watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    # A worker that is in the middle of something may take its time; not for ever.
    time.sleep(PATIENCE_SECONDS)
    os.kill(os.getpid(), signal.SIGQUIT)
    # One that waits for a broker that says nothing hears no signal that Python handles.
    time.sleep(PATIENCE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
