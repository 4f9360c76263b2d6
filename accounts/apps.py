from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import lifetime, own_changes, sign_ins

        lifetime.connect()
        sign_ins.connect()
        own_changes.connect()
