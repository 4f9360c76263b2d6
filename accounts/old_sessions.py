from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone


def old_sessions_forget() -> int:
    """Delete sessions that are over, and what is noted of their devices; the number of sessions."""
    now = timezone.now()
    count, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    # A device is noted a moment before or after its session is there: younger ones are left alone.
    lived = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    theirs = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(theirs), created_at__lt=now - lived).delete()
    return count
