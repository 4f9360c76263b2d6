"""Links with which somebody sets another password, sent to their address.

The worker sends them: an answer that waited for a mail, or for a mail server that is away, would
tell who has an account.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.language import in_language_of
from accounts.models import User

logger = logging.getLogger(__name__)
MAIL = "account/email/password_reset_key_{}.txt"


def password_links_send(*, email: str, root: str, language: str) -> None:
    """To whom `email` belongs, if anybody; `root` is where they reach the dashboard."""
    found = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    for user in found:
        with translation.override(language), in_language_of(user):
            _send(user, email, root)


def _send(user: User, email: str, root: str) -> None:
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = root.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    context = {"user": user, "host": urlsplit(root).netloc, "link": link, "minutes": minutes}
    subject = get_adapter().format_email_subject(render_to_string(MAIL.format("subject")).strip())
    try:
        send_mail(subject, render_to_string(MAIL.format("message"), context), None, [email])
    except (OSError, SMTPException) as error:
        logger.warning("A link to a new password could not be sent: %s", type(error).__name__)
