"""In which language somebody reads: the one of their account, else the one the browser asks for."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from accounts.models import User

# Programs read the answers there: the same ones whoever runs them.
FOR_SCRIPTS = "/api/v1/"


def language_of(user: object) -> str:
    """Empty when they chose none, or one that there is no more."""
    language = getattr(user, "language", "")
    return language if language in dict(settings.LANGUAGES) else ""


def in_language_of(user: User | None) -> AbstractContextManager[None]:
    """For what is written to somebody; without a choice of theirs, the language at work stays."""
    return translation.override(language_of(user) or translation.get_language())


class LanguageMiddleware(LocaleMiddleware):
    """Stands behind the one that knows who is signed in."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(FOR_SCRIPTS):
            translation.activate(settings.LANGUAGE_CODE)
            return
        super().process_request(request)
        # Whoever sends no session is nobody, and asking who they are would read one.
        if request.session.session_key and (language := language_of(request.user)):
            translation.activate(language)
            request.LANGUAGE_CODE = language
