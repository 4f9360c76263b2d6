from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _


class WebhooksConfig(AppConfig):
    name = "webhooks"

    def ready(self) -> None:
        from accounts.activity_words import register_words

        # A replay is called by its filter.
        register_words("replay", lambda words: words or _("All callbacks"))
