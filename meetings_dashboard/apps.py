from __future__ import annotations

from django.apps import AppConfig


class MeetingsDashboardConfig(AppConfig):
    name = "meetings_dashboard"

    def ready(self) -> None:
        from meetings_dashboard import checks  # noqa: F401  registers them
