from __future__ import annotations

import argparse
import socket
import sys
import threading

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

THREADS = 8


class Running:
    """The server with its two threads: the engine's heartbeat and the delivery of callbacks."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._listener = listen(options.host, options.port)
        port = self._listener.getsockname()[1]
        self.url = f"http://{options.host}:{port}"
        django.setup()
        settings.PUBLIC_URL = (settings.PUBLIC_URL or self.url).rstrip("/")
        call_command("migrate", verbosity=0)
        self._prepare(is_empty=options.empty)
        self._stopping = threading.Event()
        self._server = create_server(
            get_wsgi_application(),
            sockets=[self._listener],
            threads=THREADS,
            ident="meetings-server",
            clear_untrusted_proxy_headers=True,
        )

    def _prepare(self, *, is_empty: bool) -> None:
        from meetings_server.credentials import credentials_file, ensure_credentials
        from meetings_server.models import Application
        from meetings_server.seed import seed

        self._ready_line = f"Meetings server ready on {self.url} credentials={credentials_file()}"
        is_new = ensure_credentials(self.url)
        if is_new and not is_empty:
            seed(Application.objects.get())

    def run(self) -> None:
        from meetings_server import delivery, heartbeat

        for work in (delivery.run, heartbeat.run):
            threading.Thread(target=work, args=[self._stopping], daemon=True).start()
        sys.stdout.write(f"{self._ready_line}\n")
        sys.stdout.flush()
        self._server.run()

    def stop_on_signal(self, *_signal: object) -> None:
        self._stopping.set()
        raise SystemExit(0)


def listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener
