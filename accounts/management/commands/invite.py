from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.invitations import LASTS, invitation_create


class Command(BaseCommand):
    help = "Print a link with which one person makes an account of their own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="of the dashboard, as that person's browser reaches it")
        parser.add_argument("--role", action="append", default=[], help="its name; any number")

    def handle(self, *_args: Any, address: str, role: list[str], **_options: Any) -> None:
        groups = list(Group.objects.filter(name__in=role))
        if unknown := sorted(set(role) - {group.name for group in groups}):
            known = ", ".join(Group.objects.values_list("name", flat=True))
            raise CommandError(f"There is no role {unknown[0]!r}; there are: {known}")
        _invitation, token = invitation_create(groups=groups, actor=None)
        path = reverse("accounts:invitation", args=[token])
        self.stdout.write(f"{address.rstrip('/')}{path}")
        self.stderr.write(f"It works once, within {LASTS.days} days.")
