from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def generated_secret(path: Path) -> str:
    """Return the secret kept in `path`, making it on first use (readable by its owner only).

    Two processes that start together agree on one: whoever creates the file first wins.
    """
    try:
        return _existing(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # The name appears only with its content, so no reader ever sees half a secret.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return _existing(path)


def _existing(path: Path) -> str:
    return path.read_text().strip()
