from __future__ import annotations

from typing import Any

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous={synchronous};"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA temp_store=MEMORY;"
)


def database(config: Any, *, sqlite_synchronous: str) -> dict[str, Any]:
    """Add to a parsed DATABASE_URL what both databases need for many short writes.

    Connections persist: each new one costs SQLite its PRAGMAs again and PostgreSQL a handshake.
    """
    settings = dict(config)
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = True
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE takes the write lock at BEGIN: a deferred transaction that turns into a writer
        # fails at once when another one writes, whatever the timeout.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": SQLITE_PRAGMAS.format(synchronous=sqlite_synchronous),
        }
    else:
        settings["OPTIONS"] = {
            **settings.get("OPTIONS", {}),
            "connect_timeout": 3,
            "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        }
    return settings
