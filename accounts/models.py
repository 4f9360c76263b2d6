from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An administrator of the dashboard; a model of our own, so that it can grow."""
