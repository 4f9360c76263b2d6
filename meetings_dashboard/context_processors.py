from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from meetings_dashboard.frame import Frame


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(getattr(request, "user", AnonymousUser()))}
