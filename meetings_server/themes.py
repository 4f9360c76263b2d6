"""What can be done to themes, and to the application that has one by default."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from meetings_server import clock
from meetings_server.checks import checked
from meetings_server.families import FAMILIES, OWN_PATHS
from meetings_server.fields import APPLICATION_FIELDS, THEME_FIELDS
from meetings_server.models import Application, Logo, Theme, new_id
from meetings_server.refusals import bad_request, conflict, forbidden, invalid_input, not_found
from meetings_server.updates import update_details

# Where logos are uploaded to.
BUCKET = "roomservice-whitelabel-logos-prod"
LOGO_COLUMNS = {
    "white": "brand_image_white",
    "colored": "brand_image_colored",
    "favicon": "branded_favicon",
}


def theme_find(application: Application, theme_id: str) -> Theme:
    theme = Theme.objects.filter(application=application, id=theme_id).first()
    if theme is None:
        raise not_found(f"could not find theme {theme_id}")
    return theme


def require_theme(application: Application, values: dict[str, Any], purpose: str) -> None:
    """Raises Refusal: 400 when the values name a theme that the application does not have."""
    theme_id = values.get("theme_id")
    if theme_id is None:
        return
    if not Theme.objects.filter(application=application, id=theme_id).exists():
        raise bad_request(f"Failed to {purpose} because theme id {theme_id} not found")


@transaction.atomic
def theme_create(application: Application, body: dict[str, Any]) -> Theme:
    """Raises Refusal: 400 for a wrong field, 403 beyond the quota, 409 for a name in use."""
    values = checked(body, THEME_FIELDS)
    for name in ("main_color", "brand_text"):
        if name not in values:
            raise invalid_input(f'"{name}" is required')
    if Theme.objects.filter(application=application).count() >= settings.THEME_QUOTA:
        raise forbidden(f"The application has reached its limit of {settings.THEME_QUOTA} themes")
    theme = Theme(application=application, created_at=clock.now(), theme_name=new_id())
    return _theme_save(theme, values)


@transaction.atomic
def theme_update(application: Application, theme_id: str, body: dict[str, Any]) -> Theme:
    """Raises Refusal: 400 for a wrong field, 404, 409 for a name in use."""
    theme = theme_find(application, theme_id)
    changes = checked(update_details(body), THEME_FIELDS, prefix="update_details.")
    return _theme_save(theme, changes)


def _theme_save(theme: Theme, values: dict[str, Any]) -> Theme:
    for name, value in values.items():
        setattr(theme, name, value)
    theme.theme_name = theme.theme_name or new_id()
    others = Theme.objects.exclude(pk=theme.pk)
    if others.filter(application=theme.application, theme_name=theme.theme_name).exists():
        raise conflict("theme_name already exists in application")
    company = theme.short_company_url
    if company and (_is_reserved(company) or others.filter(short_company_url=company).exists()):
        raise conflict("short_company_url already exists")
    theme.save()
    return theme


def _is_reserved(company: str) -> bool:
    """Rooms of such a company would have links that lead elsewhere."""
    families = (family.partition("/")[0] for family in FAMILIES)
    return company.lower() in {*OWN_PATHS, *families, BUCKET}


@transaction.atomic
def theme_delete(application: Application, theme_id: str, *, is_forced: bool) -> None:
    """Its rooms take the application's default theme, if that is another one.

    Raises Refusal: 400 when it is in use and not forced, 404.
    """
    theme = theme_find(application, theme_id)
    application.refresh_from_db(fields=["default_theme"])
    is_default = application.default_theme_id == theme.id
    uses = [*_uses_by_rooms(theme), *(_uses_by_default(theme) if is_default else [])]
    if uses and not is_forced:
        raise bad_request("could not delete theme", errors=uses)
    theme.room_set.update(theme=None if is_default else application.default_theme)
    keys = [getattr(theme, column) for column in LOGO_COLUMNS.values()]
    Logo.objects.filter(key__in=[key for key in keys if key]).delete()
    theme.delete()


def _uses_by_rooms(theme: Theme) -> list[str]:
    count = theme.room_set.filter(deleted_at=None).count()
    rooms = "1 room" if count == 1 else f"{count} rooms"
    return [f"Theme {theme.id} is used by {rooms}"] if count else []


def _uses_by_default(theme: Theme) -> list[str]:
    return [f"Theme {theme.id} is used as application {theme.application_id} default theme"]


@transaction.atomic
def application_update(application: Application, body: dict[str, Any]) -> Application:
    """Wrapped or flat, as early clients send it. Raises Refusal: 400 for an unknown theme."""
    is_flat = "default_theme_id" in body
    changes = checked(
        body if is_flat else update_details(body),
        APPLICATION_FIELDS,
        prefix="" if is_flat else "update_details.",
    )
    theme_id = changes["default_theme_id"]
    require_theme(application, {"theme_id": theme_id}, "update application")
    application.default_theme_id = theme_id
    application.save(update_fields=["default_theme"])
    return application
