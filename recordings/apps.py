from __future__ import annotations

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        from accounts.saved_views import register_list
        from recordings.archive import register_archive
        from recordings.bulk import register_bulk
        from recordings.retention import register_retention
        from recordings.zips import register_zip

        register_archive()
        register_bulk()
        register_zip()
        register_retention()
        register_list("recordings:list", right="recordings.view_recording")
