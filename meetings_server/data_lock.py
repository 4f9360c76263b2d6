from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


def hold(folder: Path) -> IO[str]:
    """Keep the folder for this process: two would play and tell everything twice.

    The lock is gone with the process, however it ends. Raises BlockingIOError.
    """
    file = (folder / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise BlockingIOError(error.errno, "another Meetings server uses it") from None
    return file
