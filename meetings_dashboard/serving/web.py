"""The WSGI application alone, for when the worker is a process of its own."""

from __future__ import annotations

import os

from meetings_dashboard.serving.parent import exit_with_parent
from meetings_dashboard.wsgi import application

__all__ = ["application"]

exit_with_parent(os.getppid())
