from __future__ import annotations

import multiprocessing
import os
import sys
from argparse import ArgumentParser
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from meetings_dashboard.celery_settings import EMBEDDED_BROKER
from meetings_dashboard.serving.administrator import first_administrator
from meetings_dashboard.serving.companions import Companion, CompanionFailed, companions_stop
from meetings_dashboard.serving.ports import PortTaken, require_free, when_listening

READY = "Meetings server ready"


class Command(BaseCommand):
    help = "Runs the dashboard: web server, worker and schedule, and the Meetings server unless MEETINGS_API_URL is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        environment = os.environ.get
        parser.add_argument("--host", default=environment("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=environment("PORT", "8000"))
        parser.add_argument(
            "--meetings-server-port",
            type=int,
            default=environment("MEETINGS_SERVER_PORT", "8001"),
        )
        parser.add_argument(
            "--life",
            type=int,
            default=environment("MEETINGS_SERVER_LIFE", "30"),
            help="Sessions an hour that the Meetings server plays by itself.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._require_ports(options)
        self._prepare()
        companions = self._companions(options)
        try:
            for companion in companions:
                companion.start()
            self._serve(options["host"], options["port"])
        except CompanionFailed as error:
            raise CommandError(str(error)) from None
        finally:
            companions_stop(companions)

    def _require_ports(self, options: dict[str, Any]) -> None:
        try:
            require_free(options["host"], options["port"], setting="PORT")
            if not settings.MEETINGS_API_URL:
                port = options["meetings_server_port"]
                require_free("127.0.0.1", port, setting="MEETINGS_SERVER_PORT")
        except PortTaken as error:
            raise CommandError(str(error)) from None

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        self._administrator = first_administrator()
        connections.close_all()

    def _companions(self, options: dict[str, Any]) -> list[Companion]:
        companions = []
        if not settings.MEETINGS_API_URL:
            companions.append(meetings_server(options))
        if settings.CELERY_BROKER_URL != EMBEDDED_BROKER:
            companions.append(worker("worker", "callbacks,sync", "--beat"))
            companions.append(worker("bulk worker", "bulk"))
        return companions

    def _serve(self, host: str, port: int) -> None:
        # A forked child would inherit the locks of the threads that watch the companions.
        multiprocessing.set_start_method("spawn")
        embedded = settings.CELERY_BROKER_URL == EMBEDDED_BROKER
        module = "embedded" if embedded else "web"
        server = Granian(
            f"meetings_dashboard.serving.{module}:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.WEB_PROCESSES,
            blocking_threads=settings.WEB_THREADS,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            respawn_interval=1,
            workers_kill_timeout=3,
        )
        when_listening(host, port, lambda: self._welcome(host, port))
        server.serve()

    def _welcome(self, host: str, port: int) -> None:
        self.stdout.write(f"\nMeetings Dashboard: http://{host}:{port}/")
        if self._administrator:
            name, password = self._administrator
            self.stdout.write(f"Sign in as {name} with the password {password}")
            self.stdout.write(
                "It is shown only this once; 'manage.py changepassword' sets another."
            )
        self.stdout.write("Ctrl-C stops everything.\n")
        self.stdout.flush()


def meetings_server(options: dict[str, Any]) -> Companion:
    command = [
        *(sys.executable, "-m", "meetings_server", "--exit-with-parent"),
        *("--port", str(options["meetings_server_port"])),
        *("--data", str(settings.MEETINGS_SERVER_DIR)),
        *("--life", str(options["life"])),
    ]
    environment = os.environ | callback_account(options["host"], options["port"])
    return Companion("Meetings server", command, environment=environment, ready_line=READY)


def callback_account(host: str, port: int) -> dict[str, str]:
    """Where our Meetings server sends callbacks, and how it proves that it is the sender.

    In the environment, because a command line can be read by everybody on the machine.
    """
    proof, signing = "", {}
    if settings.CALLBACK_SIGNATURE_SECRETS:
        signing = {"MEETINGS_SERVER_SIGNATURE_SECRET": settings.CALLBACK_SIGNATURE_SECRETS[0]}
    elif settings.CALLBACK_BASIC_AUTH:
        name, _, password = settings.CALLBACK_BASIC_AUTH[0].partition(":")
        proof = f"{quote(name, safe='')}:{quote(password, safe='')}@"
    address = f"http://{proof}{host}:{port}/hooks/{settings.CALLBACK_TOKENS[0]}/"
    return {"MEETINGS_SERVER_CALLBACK_URL": address, **signing}


def worker(name: str, queues: str, *options: str) -> Companion:
    command = [
        *(sys.executable, "-m", "celery", "--app", "meetings_dashboard", "worker", *options),
        *("--queues", queues, "--concurrency", "2", "--loglevel", "WARNING"),
        *("--hostname", f"{name.replace(' ', '-')}@%h"),
        *("--without-gossip", "--without-mingle"),
    ]
    environment = os.environ | {"EXIT_WITH_PARENT": str(os.getpid())}
    return Companion(name, command, environment=environment)
