from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        from accounts.activity_words import register_words
        from jobs.kinds import words_of

        register_words("job", words_of)
