from __future__ import annotations

from celery import shared_task

from accounts.forgotten_passwords import password_links_send


@shared_task
def send_password_links(email: str, root: str, language: str) -> None:
    password_links_send(email=email, root=root, language=language)
