"""One-row commits a second, straight into the configured database; prints the figure."""

from __future__ import annotations

import os
import time

import django

SECONDS = 2.0
BODY = b"x" * 280
INSERT = "INSERT INTO commit_loop (body) VALUES (%s)"


def commits_a_second() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        kind = "BYTEA" if connection.vendor == "postgresql" else "BLOB"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS commit_loop (body {kind})")
        count, began = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - began) < SECONDS:
            cursor.execute(INSERT, [BODY])
            count += 1
        return count / elapsed


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
    django.setup()
    print(commits_a_second())
