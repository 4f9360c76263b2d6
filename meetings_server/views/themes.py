from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings_server.models import Application, Theme
from meetings_server.pages import rooms_page
from meetings_server.refusals import invalid_input, not_found
from meetings_server.themes import (
    application_update,
    theme_create,
    theme_delete,
    theme_find,
    theme_update,
)
from meetings_server.views.api import endpoint
from meetings_server.views.requests import json_object
from meetings_server.wire import application_json, theme_json

FORCE = {"": False, "false": False, "true": True}


def list_themes(_request: HttpRequest, application: Application, family: str) -> HttpResponse:
    found = Theme.objects.filter(application=application).select_related("application")
    return JsonResponse([theme_json(theme) for theme in found], safe=False)


def create_theme(request: HttpRequest, application: Application, family: str) -> HttpResponse:
    return JsonResponse(theme_json(theme_create(application, json_object(request))), status=201)


def get_theme(
    _request: HttpRequest, application: Application, family: str, theme_id: str
) -> HttpResponse:
    return JsonResponse(theme_json(theme_find(application, theme_id)))


def update_theme(
    request: HttpRequest, application: Application, family: str, theme_id: str
) -> HttpResponse:
    return JsonResponse(theme_json(theme_update(application, theme_id, json_object(request))))


def delete_theme(
    request: HttpRequest, application: Application, family: str, theme_id: str
) -> HttpResponse:
    # One SDK sends True and False (the contract, section 6, item 15).
    is_forced = FORCE.get(request.GET.get("force", "").lower())
    if is_forced is None:
        raise invalid_input('"force" must be a boolean')
    theme_delete(application, theme_id, is_forced=is_forced)
    return HttpResponse(status=204)


def list_rooms(
    request: HttpRequest, application: Application, family: str, theme_id: str
) -> HttpResponse:
    if not Theme.objects.filter(application=application, id=theme_id).exists():
        raise not_found(f"Failed to get rooms because theme id {theme_id} not found")
    path = f"{family}/themes/{theme_id}/rooms"
    return JsonResponse(rooms_page(request, application, path, theme=theme_id))


def update_application(request: HttpRequest, application: Application, family: str) -> HttpResponse:
    return JsonResponse(application_json(application_update(application, json_object(request))))


themes = endpoint(get=list_themes, post=create_theme)
theme = endpoint(get=get_theme, patch=update_theme, delete=delete_theme)
theme_rooms = endpoint(get=list_rooms)
application = endpoint(patch=update_application)
