from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from waitress.server import create_server

from meetings_server.http_errors import Channel

THREADS = 8
LARGEST_BODY_BYTES = 10 * 1024 * 1024
# Clients keep theirs open between calls, for two minutes at most.
MOST_CONNECTIONS = 500
# Requests and deliveries in progress have as long; what is not done by then is in the database.
STOP_SECONDS = 1.0


class Running:
    """The server with its two threads: the engine's heartbeat and the delivery of callbacks."""

    def __init__(self, options: argparse.Namespace, lock: IO[str], listener: socket.socket) -> None:
        self._lock = lock
        self.url = f"http://{reachable(options.host)}:{listener.getsockname()[1]}"
        django.setup()
        settings.PUBLIC_URL = (settings.PUBLIC_URL or self.url).rstrip("/")
        call_command("migrate", verbosity=0)
        self._credentials = prepare(self.url, is_empty=options.empty)
        self._stopping = threading.Event()
        self._server = create_server(
            get_wsgi_application(),
            sockets=[listener],
            threads=THREADS,
            ident="meetings-server",
            clear_untrusted_proxy_headers=True,
            max_request_body_size=LARGEST_BODY_BYTES,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
        )
        self._server.channel_class = Channel

    def run(self) -> None:
        from meetings_server import heartbeat
        from meetings_server.delivery import Delivery

        delivery = Delivery(self._stopping)
        for work in (delivery.run, lambda: heartbeat.run(self._stopping)):
            threading.Thread(target=work, daemon=True).start()
        sys.stdout.write(f"Meetings server ready on {self.url} credentials={self._credentials}\n")
        sys.stdout.flush()
        self._server.run()

    def stop_on_signal(self, *_signal: object) -> None:
        self._stopping.set()
        last_resort = threading.Timer(STOP_SECONDS, os._exit, [0])
        last_resort.daemon = True
        last_resort.start()
        raise SystemExit(0)


def listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Lets a restart have the port at once; one that somebody listens on is refused all the same.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen()
    return listener


def reachable(host: str) -> str:
    """Where to call a server that listens on every address."""
    return "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104  read, not bound


def prepare(url: str, *, is_empty: bool) -> Path:
    """The credentials, and something to see at the first start; both or neither."""
    from meetings_server.addresses import address_kept
    from meetings_server.applications import default_application
    from meetings_server.credentials import credentials_file, ensure_credentials
    from meetings_server.seed import seed

    with transaction.atomic():
        is_new = ensure_credentials(url)
        if is_new and not is_empty:
            seed(default_application())
        address_kept()
    return credentials_file()
