"""The part of the control surface that makes further applications."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from meetings_server.applications import (
    application_find,
    application_make,
    application_remove,
    application_summaries,
)
from meetings_server.checks import checked
from meetings_server.models import Application
from meetings_server.views import control_fields as fields
from meetings_server.views.requests import json_object


def tell(_request: HttpRequest) -> dict[str, Any]:
    return {"applications": application_summaries()}


def remove(_request: HttpRequest, application_id: str) -> None:
    application_remove(application_find(application_id))


def create(request: HttpRequest) -> dict[str, Any]:
    """With all that its callers need; the private key is told this once."""
    body = checked(json_object(request), fields.APPLICATION)
    application = Application(name=body.get("name", ""))
    return {"name": application.name, **application_make(application)}
