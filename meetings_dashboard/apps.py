from __future__ import annotations

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class MeetingsDashboardConfig(AppConfig):
    name = "meetings_dashboard"

    def ready(self) -> None:
        from meetings_dashboard import checks  # noqa: F401  registers them


class UsedStaticFilesConfig(StaticFilesConfig):
    """Of what django_htmx brings, only the one file that pages load: each start compresses all."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "htmax-*", "htmx-4*", "htmx-2.js", "ext"]
